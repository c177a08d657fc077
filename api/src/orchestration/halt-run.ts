import { WorkflowNotFoundError, WorkflowUpdateFailedError, type Client } from "@temporalio/client";
import type { FailureType } from "@arena/workflows/contract/failures";
import { HALT_UPDATE, type HaltAcknowledgement, type HaltRequest } from "@arena/workflows/contract/train-run";
import type { HaltAnswer } from "../domain/orchestration-port.ts";
import { failureOf, failureTypeOf } from "./failure-of.ts";

/** Idempotent by the halt's id and mode: a harder one is another update. */
export async function haltRun(client: Client, workflowId: string, request: HaltRequest): Promise<HaltAnswer> {
  try {
    await client.workflow.getHandle(workflowId).executeUpdate<HaltAcknowledgement, [HaltRequest]>(HALT_UPDATE, {
      args: [request],
      updateId: `${request.haltId}/${request.mode}`,
    });
    return "ACCEPTED";
  } catch (error) {
    if (error instanceof WorkflowUpdateFailedError) return answerOf(error);
    // Closed, or not there: the row in the database says which; the reconciler mends what is missing.
    if (error instanceof WorkflowNotFoundError) return "LATER";
    throw error;
  }
}

function answerOf(error: WorkflowUpdateFailedError): HaltAnswer {
  const message = failureOf(error)?.message ?? error.message;
  const type: FailureType | null = failureTypeOf(error);
  switch (type) {
    case "RUN_ENDED":
    case "REJECTED":
    case "NAME_TAKEN":
    case "CLASS_IN_USE":
      return { ended: message };
    case null:
      return "LATER";
  }
}
