import {
  WithStartWorkflowOperation,
  WorkflowExecutionAlreadyStartedError,
  WorkflowNotFoundError,
  WorkflowUpdateFailedError,
  type Client,
} from "@temporalio/client";
import { ApplicationFailure } from "@temporalio/common";
import { trainRunWorkflowId } from "@arena/workflows/contract/ids";
import { CONTROL_QUEUE } from "@arena/workflows/contract/task-queues";
import { SCHEDULED_UPDATE, TRAIN_RUN_WORKFLOW, type TrainRunInput } from "@arena/workflows/contract/train-run";
import type { StartAnswer } from "../domain/orchestration-port.ts";
import { failureOf } from "./failure-of.ts";

/** Idempotent: the workflow's id names the run. Errors that are no answer are left to the caller's deadline. */
export async function startTrain(client: Client, input: TrainRunInput): Promise<StartAnswer> {
  const workflowId = trainRunWorkflowId(input.experimentId, input.runNumber);
  const startWorkflowOperation = new WithStartWorkflowOperation(TRAIN_RUN_WORKFLOW, {
    workflowId,
    taskQueue: CONTROL_QUEUE,
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
    return "SCHEDULED";
  } catch (error) {
    if (error instanceof WorkflowUpdateFailedError) return { rejected: failureOf(error)?.message ?? error.message };
    const ended = error instanceof WorkflowExecutionAlreadyStartedError || error instanceof WorkflowNotFoundError;
    if (ended) return outcomeOfClosed(client, workflowId);
    throw error;
  }
}

/** The run came and went before this call, or was refused at its very start. */
async function outcomeOfClosed(client: Client, workflowId: string): Promise<StartAnswer> {
  try {
    await client.workflow.getHandle(workflowId).result();
    return "SCHEDULED";
  } catch (error) {
    const failure = failureOf(error);
    if (failure instanceof ApplicationFailure) return { rejected: failure.message };
    throw error;
  }
}
