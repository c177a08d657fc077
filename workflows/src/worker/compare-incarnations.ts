import { WorkflowExecutionAlreadyStartedError } from "@temporalio/client";
import { ADOPT_INCARNATION_SIGNAL, INCARNATION_WORKFLOW, type IncarnationAnswer } from "../contract/incarnation.ts";
import type { ControlContext } from "./control-context.ts";

/** Whether this Temporal and this database belong together; afterwards they do, and the reconciler mends the rest. */
export async function compareIncarnations({ pool, client, queues }: ControlContext): Promise<IncarnationAnswer> {
  const { rowCount: created } = await pool.query(
    "INSERT INTO installation (incarnation_id) VALUES (gen_random_uuid()) ON CONFLICT DO NOTHING",
  );
  const { rows } = await pool.query<{ id: string }>("SELECT incarnation_id AS id FROM installation");
  const incarnationId = rows[0]!.id;
  const workflowId = `${INCARNATION_WORKFLOW}/${queues.control}`;
  try {
    await client.workflow.start(INCARNATION_WORKFLOW, {
      workflowId,
      taskQueue: queues.control,
      memo: { incarnationId },
      workflowIdReusePolicy: "ALLOW_DUPLICATE",
    });
    return created === 1 ? "FIRST" : "TEMPORAL_NEW";
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
  }
  const handle = client.workflow.getHandle(workflowId);
  const { memo } = await handle.describe();
  if (memo?.["incarnationId"] === incarnationId) return "SAME";
  await handle.signal(ADOPT_INCARNATION_SIGNAL, incarnationId);
  return "MISMATCH";
}
