import type pg from "pg";
import type { Queryable } from "./queryable.ts";
import { storableJson } from "./storable-json.ts";

export interface RunEvent {
  sequence: number;
  kind: string;
  payload: unknown;
  at: Date;
}

/**
 * Appends to the run's story and returns the event's sequence. The UPDATE takes the run's row lock until the caller's
 * transaction ends, so sequences are given in the order of commits and have no gaps.
 */
export async function appendRunEvent(
  client: pg.PoolClient,
  runId: string,
  kind: string,
  payload: unknown,
  at: Date = new Date(),
): Promise<number> {
  const { rows } = await client.query<{ sequence: number }>(
    `WITH next AS (UPDATE run SET event_sequence = event_sequence + 1 WHERE id = $1 RETURNING event_sequence)
     INSERT INTO run_event (run_id, sequence, kind, payload, at)
     SELECT $1, event_sequence, $2, $3::jsonb, $4 FROM next RETURNING sequence`,
    [runId, kind, storableJson(payload), at],
  );
  const row = rows[0];
  if (row === undefined) throw new Error(`There is no run ${runId} to append an event to`);
  return Number(row.sequence);
}

/** Events after a sequence, in order; `first` at most. */
export async function readRunEvents(
  pool: Queryable,
  runId: string,
  options: { afterSequence?: number; first?: number } = {},
): Promise<RunEvent[]> {
  const { rows } = await pool.query<RunEvent>(
    `SELECT sequence, kind, payload, at FROM run_event WHERE run_id = $1 AND sequence > $2 ORDER BY sequence LIMIT $3`,
    [runId, options.afterSequence ?? 0, options.first ?? 1000],
  );
  return rows.map((row) => ({ ...row, sequence: Number(row.sequence) }));
}

/** Tells the project's live table that an experiment changed; returns the sequence, given under the project's row lock. */
export async function appendProjectEvent(
  client: pg.PoolClient,
  projectId: string,
  experimentId: string,
): Promise<number> {
  const { rows } = await client.query<{ sequence: number }>(
    `WITH next AS (UPDATE project SET sequence = sequence + 1 WHERE id = $1 RETURNING sequence)
     INSERT INTO project_event (project_id, sequence, experiment_id)
     SELECT $1, sequence, $2 FROM next RETURNING sequence`,
    [projectId, experimentId],
  );
  const row = rows[0];
  if (row === undefined) throw new Error(`There is no project ${projectId} to append an event to`);
  return Number(row.sequence);
}

/** Experiments that changed after a sequence, in order; readers read their rows again. */
export async function readProjectEvents(
  pool: Queryable,
  projectId: string,
  options: { afterSequence?: number; first?: number } = {},
): Promise<{ sequence: number; experimentId: string }[]> {
  const { rows } = await pool.query<{ sequence: number; experimentId: string }>(
    `SELECT sequence, experiment_id AS "experimentId" FROM project_event
     WHERE project_id = $1 AND sequence > $2 ORDER BY sequence LIMIT $3`,
    [projectId, options.afterSequence ?? 0, options.first ?? 1000],
  );
  return rows.map((row) => ({ ...row, sequence: Number(row.sequence) }));
}
