import type { ExperimentStatus } from "@arena/workflows/contract/status";
import type { Command } from "../../domain/command.ts";
import type { Fields } from "../fields.ts";
import { notFound } from "../client-error.ts";
import { findProject } from "../projects/find-project.ts";

export interface NamedExperiment {
  readonly id: string;
  readonly name: string;
  readonly status: ExperimentStatus;
}

/**
 * By `experiment_name`, in the project that the request names, else in all of the caller's organization: of several,
 * the one updated last.
 */
export async function findExperiment(command: Command, given: Fields): Promise<NamedExperiment> {
  const name = given.text("experiment_name").trim();
  const projectName = given.optionalText("project");
  const project = projectName === null ? null : await findProject(command, projectName);
  const { rows } = await command.database.pool.query<NamedExperiment>(
    `SELECT id, name, status FROM experiment
     WHERE organization_id = $1 AND lower(name) = lower($2) AND ($3::uuid IS NULL OR project_id = $3)
       AND status NOT IN ('PENDING_DELETE', 'DELETED')
     ORDER BY (name = $2) DESC, updated_at DESC, id DESC LIMIT 1`,
    [command.viewer.organizationId, name, project?.id ?? null],
  );
  if (rows[0] === undefined) throw notFound("Experiment", name);
  return rows[0];
}
