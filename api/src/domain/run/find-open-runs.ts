import type { Database } from "@arena/database/client";
import { OUTER_DEADLINE_EXTRA_MS } from "@arena/workflows/contract/halt";

export interface OpenRuns {
  /** Those that nobody has asked to stop, the waiting ones first: else they would be given what the others free. */
  readonly toHalt: readonly string[];
  readonly openCount: number;
  /** Starts that are committed and have no run yet. */
  readonly orderedStarts: number;
  /** The longest that a ladder among them may take. */
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
    openCount: rows.length,
    orderedStarts: starts[0]?.count ?? 0,
    ladderMs: Math.max(0, ...rows.map(({ ladderMs }) => ladderMs)) + OUTER_DEADLINE_EXTRA_MS,
  };
}
