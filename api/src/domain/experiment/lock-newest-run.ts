import type pg from "pg";
import type { RunStatus } from "@arena/workflows/contract/status";
import type { HaltFacts } from "./halt-severity.ts";

export interface LockedRun extends HaltFacts {
  readonly id: string;
  readonly number: number;
  readonly status: RunStatus;
  readonly haltId: string | null;
}

/** Under the run's row lock, so that a halt and the machine's facts are written one after the other. */
export async function lockNewestRun(client: pg.PoolClient, experimentId: string): Promise<LockedRun | null> {
  const { rows } = await client.query<LockedRun>(
    `SELECT run.id, number, run.status, phase, halt_id AS "haltId", halt_severity AS "haltSeverity",
       (SELECT count(*)::int FROM run_fact WHERE run_id = run.id AND kind = 'RUNG'
         AND body->'rung'->>'endedAt' IS NOT NULL) AS "finishedRungs"
     FROM run JOIN run_intent ON run_id = run.id WHERE experiment_id = $1
     ORDER BY number DESC LIMIT 1 FOR NO KEY UPDATE OF run, run_intent`,
    [experimentId],
  );
  return rows[0] ?? null;
}
