import { WorkflowExecutionAlreadyStartedError, WorkflowNotFoundError } from "@temporalio/client";
import type pg from "pg";
import { UNREACHABLE_AFTER_MS } from "../contract/agent-protocol.ts";
import { trainRunWorkflowId } from "../contract/ids.ts";
import { TRAIN_RUN_WORKFLOW, type TrainRunInput } from "../contract/train-run.ts";
import type { ControlContext } from "./control-context.ts";

const RECOVERY_INTERVAL_MS = 60_000;
const CONTACT_INTERVAL_MS = 2_000;

export function startReconciler(context: ControlContext): { close(): void } {
  const { pool, onError } = context;
  const recover = (): void => void recoverRuns(context).catch(onError);
  const contact = (): void => void writeContactFacts(pool).catch(onError);
  recover();
  const timers = [setInterval(recover, RECOVERY_INTERVAL_MS), setInterval(contact, CONTACT_INTERVAL_MS)];
  return { close: () => timers.forEach(clearInterval) };
}

/** A run that is open here and whose workflow is gone or closed gets one again, under the same id, that only attaches. */
export async function recoverRuns({ pool, client, queues }: Omit<ControlContext, "onError">): Promise<void> {
  const { rows } = await pool.query(
    `SELECT run.*, c.checkpoint_grace_ms, c.sigterm_grace_ms, c.sigkill_grace_ms FROM run
     JOIN resource_class c ON c.id = run.resource_class_id WHERE run.status IN ('PENDING', 'RUNNING', 'STOPPING')`,
  );
  for (const row of rows) {
    const workflowId = trainRunWorkflowId(row.experiment_id, row.number);
    try {
      const { status } = await client.workflow.getHandle(workflowId).describe();
      if (status.name === "RUNNING") continue;
    } catch (error) {
      if (!(error instanceof WorkflowNotFoundError)) throw error;
    }
    const input: TrainRunInput = {
      runId: row.id,
      experimentId: row.experiment_id,
      runNumber: row.number,
      organizationId: row.organization_id,
      projectId: row.project_id,
      resourceClassId: row.resource_class_id,
      mode: "recover",
      resumeCheckpointId: row.resume_checkpoint_id,
      requestedByPersonId: row.requested_by,
      requestedAt: (row.created_at as Date).toISOString(),
      graces: {
        checkpointMs: row.checkpoint_grace_ms,
        sigtermMs: row.sigterm_grace_ms,
        sigkillMs: row.sigkill_grace_ms,
      },
    };
    await client.workflow
      .start(TRAIN_RUN_WORKFLOW, {
        workflowId,
        taskQueue: queues.control,
        args: [input],
        workflowIdReusePolicy: "ALLOW_DUPLICATE",
      })
      .catch((error: unknown) => {
        if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
      });
  }
}

/** Contact is a level too: a fact is written only when it differs from the last one that was. */
export async function writeContactFacts(pool: pg.Pool): Promise<void> {
  await pool.query(
    `WITH open AS (
       SELECT run.id, home.last_heartbeat_at, home.last_heartbeat_at < now() - $1 * interval '1 millisecond' AS lost, last.kind, coalesce(last.source_sequence, 0) AS sequence
       FROM run JOIN agent_home home ON home.id = run.home_id LEFT JOIN LATERAL (
         SELECT kind, source_sequence FROM run_fact WHERE run_id = run.id AND source = 'reconciler' ORDER BY source_sequence DESC LIMIT 1) last ON true
       WHERE run.status IN ('PENDING', 'RUNNING', 'STOPPING'))
     INSERT INTO run_fact (run_id, source, source_sequence, kind, body, at)
     SELECT id, 'reconciler', sequence + 1, CASE WHEN lost THEN 'UNREACHABLE' ELSE 'REACHABLE' END,
       CASE WHEN lost THEN jsonb_build_object('kind', 'UNREACHABLE', 'since', to_char(last_heartbeat_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))
         ELSE jsonb_build_object('kind', 'REACHABLE') END, now()
     FROM open WHERE lost <> (coalesce(kind, 'REACHABLE') = 'UNREACHABLE') ON CONFLICT DO NOTHING`,
    [UNREACHABLE_AFTER_MS],
  );
}
