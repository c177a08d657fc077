import { STATE_QUERY, type TrainRunStateView } from "../contract/train-run.ts";
import type { ControlContext } from "./control-context.ts";

/** What was delivered this lately may be on its way to the flow's state. */
const SETTLING = "interval '5 seconds'";

/**
 * Temporal restored from an older copy: the flow is there and has forgotten facts and halts that count as delivered.
 * They are delivered again; the flow applies each once.
 */
export async function remindRun({ client, pool }: ControlContext, runId: string, workflowId: string): Promise<void> {
  const known = await client.workflow.getHandle(workflowId).query<TrainRunStateView>(STATE_QUERY);
  await pool.query(
    `UPDATE run_fact SET delivered_at = NULL WHERE run_id = $1 AND delivered_at IS NOT NULL
       AND $2 < (SELECT count(*) FROM run_fact WHERE run_id = $1 AND delivered_at < now() - ${SETTLING})`,
    [runId, known.appliedFacts],
  );
  if (known.haltId !== null) return;
  await pool.query(
    `UPDATE outbox SET delivered_at = NULL, not_before = now() FROM run_intent
     WHERE run_id = $1 AND outbox.delivered_at < now() - ${SETTLING}
       AND dedupe_key IN ('halt/' || halt_id || '/1', 'halt/' || halt_id || '/2', 'halt/' || halt_id || '/3')`,
    [runId],
  );
}
