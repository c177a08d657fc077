import { WorkflowExecutionAlreadyStartedError, WorkflowNotFoundError } from "@temporalio/client";
import { trainRunWorkflowId } from "../contract/ids.ts";
import { TRAIN_RUN_WORKFLOW, type TrainRunInput } from "../contract/train-run.ts";
import type { ControlContext } from "./control-context.ts";
import { remindRun } from "./remind-run.ts";

interface OpenRun {
  readonly id: string;
  readonly experiment_id: string;
  readonly number: number;
  readonly organization_id: string;
  readonly project_id: string;
  readonly resource_class_id: string;
  readonly resume_checkpoint_id: string | null;
  readonly requested_by: string | null;
  readonly created_at: Date;
  readonly checkpoint_grace_ms: number;
  readonly sigterm_grace_ms: number;
  readonly sigkill_grace_ms: number;
}

/**
 * A run that is open here and whose workflow is gone or closed gets one again, under the same id, that only attaches;
 * one whose workflow is there is reminded of what it has missed.
 */
export async function recoverRuns(context: ControlContext): Promise<void> {
  const { rows } = await context.pool.query<OpenRun>(
    `SELECT run.*, c.checkpoint_grace_ms, c.sigterm_grace_ms, c.sigkill_grace_ms FROM run
     JOIN resource_class c ON c.id = run.resource_class_id WHERE run.status IN ('PENDING', 'RUNNING', 'STOPPING')`,
  );
  for (const row of rows) {
    const workflowId = trainRunWorkflowId(row.experiment_id, row.number);
    if (await isOpen(context, workflowId)) await remindRun(context, row.id, workflowId).catch(context.onError);
    else await startAgain(context, workflowId, inputOf(row));
  }
}

async function isOpen({ client }: ControlContext, workflowId: string): Promise<boolean> {
  try {
    return (await client.workflow.getHandle(workflowId).describe()).status.name === "RUNNING";
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return false;
    throw error;
  }
}

async function startAgain({ client, queues }: ControlContext, workflowId: string, input: TrainRunInput): Promise<void> {
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

function inputOf(row: OpenRun): TrainRunInput {
  return {
    runId: row.id,
    experimentId: row.experiment_id,
    runNumber: row.number,
    organizationId: row.organization_id,
    projectId: row.project_id,
    resourceClassId: row.resource_class_id,
    mode: "recover",
    resumeCheckpointId: row.resume_checkpoint_id,
    requestedByPersonId: row.requested_by,
    requestedAt: row.created_at.toISOString(),
    graces: {
      checkpointMs: row.checkpoint_grace_ms,
      sigtermMs: row.sigterm_grace_ms,
      sigkillMs: row.sigkill_grace_ms,
    },
  };
}
