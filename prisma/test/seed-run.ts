import { randomUUID } from "node:crypto";
import type pg from "pg";

/** The rows that a run hangs on, and the run. */
export async function seedRun(pool: pg.Pool): Promise<{ runId: string; projectId: string; experimentId: string }> {
  const ids = { organization: randomUUID(), project: randomUUID(), resourceClass: randomUUID() };
  const runId = randomUUID();
  const experimentId = randomUUID();
  await pool.query(`INSERT INTO organization (id, name, plan) VALUES ($1, 'Lab', 'FREE')`, [ids.organization]);
  await pool.query(`INSERT INTO project (id, organization_id, name, kind) VALUES ($1, $2, 'Walker', 'CLASSIC')`, [
    ids.project,
    ids.organization,
  ]);
  await pool.query(
    `INSERT INTO resource_class (id, organization_id, name, slug, kind) VALUES ($1, $2, 'Here', 'here', 'LOCAL')`,
    [ids.resourceClass, ids.organization],
  );
  await pool.query(
    `INSERT INTO experiment (id, organization_id, project_id, name, manifest) VALUES ($1, $2, $3, 'First', '{}')`,
    [experimentId, ids.organization, ids.project],
  );
  await pool.query(
    `INSERT INTO run (id, organization_id, project_id, experiment_id, number, manifest, resource_class_id, max_steps)
     VALUES ($1, $2, $3, $4, 1, '{}', $5, 1000000)`,
    [runId, ids.organization, ids.project, experimentId, ids.resourceClass],
  );
  return { runId, projectId: ids.project, experimentId };
}
