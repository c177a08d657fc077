-- Experiments name their project for ever, so a deleted one stays as a row; its name is free again.
ALTER TABLE project ADD COLUMN deleted_at timestamptz(3);
DROP INDEX project_name;
CREATE UNIQUE INDEX project_name ON project (organization_id, lower(name)) WHERE deleted_at IS NULL;
