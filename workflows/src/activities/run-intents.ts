import { inTransaction } from "@arena/database/client";
import type pg from "pg";
import { severityOf, type HaltMode } from "../contract/halt.ts";
import type { HaltRequest } from "../contract/train-run.ts";

/** The row decides between launch and halt: a stop that was written first means that no machine was told to begin. */
export function setIntentRun(pool: pg.Pool, runId: string, homeId: string, leaseId: string): Promise<boolean> {
  return inTransaction(pool, async (client) => {
    // The run before its intent, as a halt locks them.
    await client.query("SELECT FROM run WHERE id = $1 FOR NO KEY UPDATE", [runId]);
    const intent = (
      await client.query<{ desired: string }>("SELECT desired FROM run_intent WHERE run_id = $1 FOR NO KEY UPDATE", [
        runId,
      ])
    ).rows[0];
    if (intent?.desired === "WAIT") {
      await client.query(
        "UPDATE run SET home_id = $2, lease_id = $3, granted_at = coalesce(granted_at, now()), waiting_for = NULL WHERE id = $1",
        [runId, homeId, leaseId],
      );
      await client.query("UPDATE run_intent SET desired = 'RUN', updated_at = now() WHERE run_id = $1", [runId]);
      return true;
    }
    // A repetition of this call, or a stop after it: the home says that it was told.
    const home = (await client.query<{ home_id: string | null }>("SELECT home_id FROM run WHERE id = $1", [runId]))
      .rows[0]?.home_id;
    return home !== null && home !== undefined;
  });
}

export async function setIntentStop(pool: pg.Pool, runId: string, request: HaltRequest, mode: HaltMode): Promise<void> {
  await pool.query(
    `UPDATE run_intent SET desired = 'STOP', halt_id = coalesce(halt_id, $2), halt_mode = $3, halt_severity = $4,
       halt_requested_by = coalesce(halt_requested_by, $5), halt_requested_via = coalesce(halt_requested_via, $6),
       halt_requested_at = coalesce(halt_requested_at, $7), updated_at = now()
     WHERE run_id = $1 AND desired <> 'FORGET' AND halt_severity < $4`,
    [
      runId,
      request.haltId,
      mode,
      severityOf(mode),
      request.requestedByPersonId,
      request.requestedVia,
      request.requestedAt,
    ],
  );
}
