import { WorkflowExecutionAlreadyStartedError } from "@temporalio/client";
import { deleteExperimentWorkflowId } from "../contract/ids.ts";
import type { ControlContext } from "./control-context.ts";

/** A deletion that was begun goes on, whatever became of its flow. */
export async function recoverDeletions({ pool, client, queues }: ControlContext): Promise<void> {
  const { rows } = await pool.query<{ id: string }>("SELECT id FROM experiment WHERE status = 'PENDING_DELETE'");
  for (const { id } of rows) {
    await client.workflow
      .start("deleteExperiment", {
        workflowId: deleteExperimentWorkflowId(id),
        taskQueue: queues.control,
        args: [id],
        workflowIdReusePolicy: "ALLOW_DUPLICATE",
      })
      .catch((error: unknown) => {
        if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
      });
  }
}
