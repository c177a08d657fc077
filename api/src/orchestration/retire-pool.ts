import { WorkflowNotFoundError, WorkflowUpdateFailedError, type Client } from "@temporalio/client";
import { resourcePoolWorkflowId } from "@arena/workflows/contract/ids";
import { RETIRE_UPDATE } from "@arena/workflows/contract/resource-pool";
import type { RetireAnswer } from "../domain/orchestration-port.ts";
import { failureTypeOf } from "./failure-of.ts";

/** A class that nobody ever asked for has no pool: there is nothing to end. */
export async function retirePool(client: Client, resourceClassId: string): Promise<RetireAnswer> {
  try {
    await client.workflow.getHandle(resourcePoolWorkflowId(resourceClassId)).executeUpdate(RETIRE_UPDATE);
    return "RETIRED";
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return "RETIRED";
    if (error instanceof WorkflowUpdateFailedError) return failureTypeOf(error) === "CLASS_IN_USE" ? "IN_USE" : "LATER";
    throw error;
  }
}
