import {
  WithStartWorkflowOperation,
  WorkflowExecutionAlreadyStartedError,
  WorkflowNotFoundError,
  WorkflowUpdateFailedError,
  type Client,
} from "@temporalio/client";
import { deleteExperimentWorkflowId, trainRunWorkflowId } from "../contract/ids.ts";
import {
  CLUSTER_COMMAND_SIGNAL,
  CLUSTER_WORKFLOWS,
  clusterWorkflowId,
  type ClusterCommand,
  type ClusterOperationInput,
} from "../contract/cluster-operation.ts";
import {
  HALT_UPDATE,
  SCHEDULED_UPDATE,
  TRAIN_RUN_WORKFLOW,
  type HaltRequest,
  type TrainRunInput,
} from "../contract/train-run.ts";
import { clearQuarantine } from "./clear-quarantine.ts";
import type { ControlContext } from "./control-context.ts";

export interface OutboxRow {
  readonly id: number;
  readonly kind: string;
  readonly payload: Record<string, unknown>;
}

/** Resolves when the message has had its answer, good or bad; throws when it is to be repeated. */
export async function deliverOutboxRow(context: ControlContext, row: OutboxRow): Promise<void> {
  const { client, queues } = context;
  switch (row.kind) {
    case "TRAIN":
      return train(client, queues.control, row.payload["input"] as TrainRunInput);
    case "HALT":
      return halt(client, String(row.payload["workflowId"]), row.payload["request"] as HaltRequest);
    case "DELETE": {
      const experimentId = String(row.payload["experimentId"]);
      await client.workflow
        .start("deleteExperiment", {
          workflowId: deleteExperimentWorkflowId(experimentId),
          taskQueue: queues.control,
          args: [experimentId],
          workflowIdReusePolicy: "REJECT_DUPLICATE",
        })
        .catch((error: unknown) => {
          if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
        });
      return;
    }
    case "CLEAR_QUARANTINE":
      return clearQuarantine(context, String(row.payload["resourceClassId"]), { runId: String(row.payload["runId"]) });
    case "CLUSTER":
      return operate(client, queues.control, row.payload["input"] as ClusterOperationInput);
    case "CLUSTER_COMMAND":
      return command(client, String(row.payload["workflowId"]), row.payload["command"] as ClusterCommand);
    default:
      throw new Error(`The outbox has a message of an unknown kind: ${row.kind}`);
  }
}

async function operate(client: Client, taskQueue: string, input: ClusterOperationInput): Promise<void> {
  await client.workflow
    .start(CLUSTER_WORKFLOWS[input.kind], {
      workflowId: clusterWorkflowId(input.kind, input.operationId),
      taskQueue,
      args: [input],
      workflowIdReusePolicy: "REJECT_DUPLICATE",
    })
    .catch((error: unknown) => {
      if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    });
}

/** Of an operation that has ended there is nothing to say any more. One that was not started yet is waited for. */
async function command(client: Client, workflowId: string, given: ClusterCommand): Promise<void> {
  const handle = client.workflow.getHandle(workflowId);
  try {
    await handle.signal(CLUSTER_COMMAND_SIGNAL, given);
  } catch (error) {
    if (!(error instanceof WorkflowNotFoundError)) throw error;
    await handle.describe();
  }
}

async function train(client: Client, taskQueue: string, input: TrainRunInput): Promise<void> {
  const startWorkflowOperation = new WithStartWorkflowOperation(TRAIN_RUN_WORKFLOW, {
    workflowId: trainRunWorkflowId(input.experimentId, input.runNumber),
    taskQueue,
    args: [input],
    workflowIdConflictPolicy: "USE_EXISTING",
    workflowIdReusePolicy: "REJECT_DUPLICATE",
  });
  try {
    await client.workflow.executeUpdateWithStart(SCHEDULED_UPDATE, {
      args: [],
      updateId: `scheduled/${input.runId}`,
      startWorkflowOperation,
    });
  } catch (error) {
    if (
      error instanceof WorkflowExecutionAlreadyStartedError ||
      error instanceof WorkflowUpdateFailedError ||
      error instanceof WorkflowNotFoundError
    )
      return;
    throw error;
  }
}

async function halt(client: Client, workflowId: string, request: HaltRequest): Promise<void> {
  try {
    await client.workflow
      .getHandle(workflowId)
      .executeUpdate(HALT_UPDATE, { args: [request], updateId: `${request.haltId}/${request.mode}` });
  } catch (error) {
    if (error instanceof WorkflowUpdateFailedError || error instanceof WorkflowNotFoundError) return;
    throw error;
  }
}

/**
 * Takes what is due, one at a time per row lock, so that two dispatchers do not deliver the same. `not_before` is kept
 * in whole milliseconds, rounded: without the margin a message that is taken right after its commit is not due yet.
 */
export async function deliverOutbox(context: ControlContext): Promise<void> {
  const { pool, onError } = context;
  const { rows } = await pool.query<OutboxRow>(
    `UPDATE outbox SET attempts = attempts + 1, not_before = now() + least(60, power(2, least(attempts, 6))) * interval '1 second'
     WHERE id IN (SELECT id FROM outbox WHERE delivered_at IS NULL AND not_before <= now() + interval '1 millisecond' ORDER BY id LIMIT 50 FOR UPDATE SKIP LOCKED)
     RETURNING id, kind, payload`,
  );
  await Promise.all(
    rows.map(async (row) => {
      try {
        await deliverOutboxRow(context, row);
        await pool.query("UPDATE outbox SET delivered_at = now(), last_error = NULL WHERE id = $1", [row.id]);
      } catch (error) {
        onError(error);
        await pool.query("UPDATE outbox SET last_error = $2 WHERE id = $1", [row.id, String(error).slice(0, 500)]);
      }
    }),
  );
}
