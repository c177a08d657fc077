import type { ExperimentStatus } from "@arena/workflows/contract/status";
import type { Database } from "@arena/database/client";
import { listExperiments as listPage } from "../../domain/experiment/list-experiments.ts";
import { json } from "../answer.ts";
import type { Endpoint } from "../endpoint.ts";
import { findProject } from "../projects/find-project.ts";
import { STATUS_WORDS } from "./status-words.ts";

const PAGE = 1_000;

interface Row {
  readonly id: string;
  readonly name: string;
  readonly status: ExperimentStatus;
  readonly project: string;
  readonly algorithm: string | null;
  readonly environment: string | null;
  readonly step: number | null;
  readonly maxSteps: number | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** Newest first; the client prints the rows as they come, so they are flat. */
export const listExperiments: Endpoint = {
  method: "GET",
  path: "/api/cli/v1/experiments/list",
  permission: "experiment:read",
  async handle({ command, query }) {
    const project = await findProject(command, query.optionalText("project"));
    const { pool } = command.database;
    const rows: Row[] = [];
    for (let after: string | null | undefined = null; after !== undefined;) {
      const page = await listPage(pool, project.id, {
        first: PAGE,
        after,
        status: null,
        text: null,
        orderBy: { field: "CREATED_AT", direction: "DESC" },
      });
      rows.push(
        ...(await readRows(
          pool,
          page.edges.map(({ id }) => id),
        )),
      );
      after = page.hasNextPage ? page.edges.at(-1)?.cursor : undefined;
    }
    return json(rows.map(present));
  },
};

/** Steps are those of the newest run; of a draft, what its manifest says. */
async function readRows(pool: Database["pool"], ids: readonly string[]): Promise<Row[]> {
  const { rows } = await pool.query<Row>(
    `SELECT e.id, e.name, e.status, p.name AS project, e.manifest #>> '{algorithm,name}' AS algorithm,
       e.manifest #>> '{environment,name}' AS environment, r.step,
       coalesce(r.max_steps::text, e.manifest #>> '{training,max_steps}')::float8 AS "maxSteps",
       e.created_at AS "createdAt", e.updated_at AS "updatedAt"
     FROM unnest($1::uuid[]) WITH ORDINALITY AS wanted (id, place) JOIN experiment e USING (id)
     JOIN project p ON p.id = e.project_id LEFT JOIN run r ON r.experiment_id = e.id AND r.number = e.run_count
     ORDER BY wanted.place`,
    [ids],
  );
  return rows;
}

function present(row: Row) {
  return {
    name: row.name,
    status: STATUS_WORDS[row.status],
    project: row.project,
    algorithm: row.algorithm,
    environment: row.environment,
    step: row.step,
    max_steps: row.maxSteps,
    created_at: row.createdAt.toISOString(),
    updated_at: row.updatedAt.toISOString(),
  };
}
