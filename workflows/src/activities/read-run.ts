import type pg from "pg";
import type { HaltChannel, HaltMode } from "../contract/halt.ts";
import { isTerminal, type RunCause } from "../contract/status.ts";
import type { RunFact } from "../contract/train-run.ts";
import type { RunRow } from "../flows/run-activities-contract.ts";

interface FactRow {
  source: string;
  source_sequence: number;
  kind: string;
  body: Record<string, unknown>;
  at: Date;
}

/** `body` may or may not repeat the kind: both are read. */
export function factOf(row: FactRow): RunFact {
  return {
    ...row.body,
    kind: row.kind,
    source: row.source,
    sourceSequence: Number(row.source_sequence),
    at: row.at.toISOString(),
  } as unknown as RunFact;
}

export async function readFacts(pool: pg.Pool, runId: string): Promise<readonly RunFact[]> {
  const { rows } = await pool.query<FactRow>(
    "SELECT source, source_sequence, kind, body, at FROM run_fact WHERE run_id = $1 ORDER BY order_id",
    [runId],
  );
  return rows.map(factOf);
}

export async function readRunRow(pool: pg.Pool, runId: string): Promise<RunRow | null> {
  const { rows } = await pool.query(
    `SELECT run.*, desired, halt_id, halt_mode, halt_requested_by, halt_requested_via, halt_requested_at
     FROM run JOIN run_intent ON run_id = id WHERE id = $1`,
    [runId],
  );
  const row = rows[0];
  if (row === undefined) return null;
  return {
    status: row.status,
    intent: row.desired,
    homeId: row.home_id,
    leaseId: row.lease_id,
    outcome: isTerminal(row.status)
      ? { status: row.status, cause: (row.cause ?? "INFRASTRUCTURE") as RunCause, message: row.cause_message }
      : null,
    halt:
      row.halt_id === null
        ? null
        : {
            haltId: row.halt_id,
            mode: row.halt_mode as HaltMode,
            requestedByPersonId: row.halt_requested_by,
            requestedVia: (row.halt_requested_via ?? "SYSTEM") as HaltChannel,
            requestedAt: (row.halt_requested_at as Date).toISOString(),
          },
  };
}
