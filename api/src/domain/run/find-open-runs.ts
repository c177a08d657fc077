import type { Database } from "@arena/database/client";
import { OUTER_DEADLINE_EXTRA_MS } from "@arena/workflows/contract/halt";

/** From the moment when a workflow gives a machine up until that is written. */
const SETTLING_MS = 5_000;

export interface OpenRuns {
  /** Those that nobody has asked to stop, the waiting ones first: else they would be given what the others free. */
  readonly toHalt: readonly string[];
  readonly ids: readonly string[];
  /** Starts that are committed and have no run yet. */
  readonly orderedStarts: number;
  /** The longest that a halt among them may take, also where the machine does not answer. */
  readonly ladderMs: number;
}

interface OpenRunRow {
  readonly id: string;
  readonly halted: boolean;
  readonly ladderMs: number;
}

export async function findOpenRuns({ pool }: Database): Promise<OpenRuns> {
  const { rows } = await pool.query<OpenRunRow>(
    `SELECT run.id, halt_id IS NOT NULL AS halted,
       checkpoint_grace_ms + sigterm_grace_ms + sigkill_grace_ms AS "ladderMs"
     FROM run JOIN run_intent ON run_id = run.id JOIN resource_class ON resource_class.id = resource_class_id
     WHERE run.status IN ('PENDING', 'RUNNING', 'STOPPING') ORDER BY run.status, run.created_at`,
  );
  const { rows: starts } = await pool.query<{ count: number }>(
    "SELECT count(*)::int AS count FROM outbox WHERE kind = 'TRAIN' AND delivered_at IS NULL",
  );
  return {
    toHalt: rows.filter(({ halted }) => !halted).map(({ id }) => id),
    ids: rows.map(({ id }) => id),
    orderedStarts: starts[0]?.count ?? 0,
    ladderMs: Math.max(0, ...rows.map(({ ladderMs }) => ladderMs)) + OUTER_DEADLINE_EXTRA_MS + SETTLING_MS,
  };
}
