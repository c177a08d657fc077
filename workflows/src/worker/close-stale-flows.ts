import { WorkflowNotFoundError } from "@temporalio/client";
import { trainRunWorkflowId } from "../contract/ids.ts";
import { CHECK_SIGNAL, TRAIN_RUN_WORKFLOW } from "../contract/train-run.ts";
import type { ControlContext } from "./control-context.ts";

const OPEN_RUNS = `WorkflowType = '${TRAIN_RUN_WORKFLOW}' AND ExecutionStatus = 'Running'`;
const RUN_ID = /^trainRun\/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\/\d+$/;
const BATCH_SIZE = 500;

/** An older copy of Temporal has flows open whose runs ended since: each is told to look, and adopts the outcome. */
export async function closeStaleFlows(context: ControlContext): Promise<void> {
  let batch: string[] = [];
  for await (const { workflowId } of context.client.workflow.list({ query: OPEN_RUNS })) {
    batch.push(workflowId);
    if (batch.length < BATCH_SIZE) continue;
    await closeEnded(context, batch);
    batch = [];
  }
  await closeEnded(context, batch);
}

async function closeEnded({ pool, client }: ControlContext, workflowIds: readonly string[]): Promise<void> {
  const keys = workflowIds.filter((id) => RUN_ID.test(id)).map((id) => id.split("/").slice(1));
  const { rows } = await pool.query<{ experiment_id: string; number: number }>(
    `SELECT experiment_id, number FROM run JOIN unnest($1::uuid[], $2::int[]) AS open(id, place)
       ON experiment_id = open.id AND number = open.place
     WHERE status IN ('STOPPED', 'SUCCEEDED', 'FAILED') AND ended_at < now() - interval '10 seconds'`,
    [keys.map(([id]) => id), keys.map(([, number]) => Number(number))],
  );
  for (const row of rows) {
    await client.workflow
      .getHandle(trainRunWorkflowId(row.experiment_id, row.number))
      .signal(CHECK_SIGNAL)
      .catch((error: unknown) => {
        if (!(error instanceof WorkflowNotFoundError)) throw error;
      });
  }
}
