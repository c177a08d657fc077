import { inTransaction } from "@arena/database/client";
import { resourcePoolWorkflowId } from "../contract/ids.ts";
import { CLEAR_QUARANTINE_SIGNAL, RESOURCE_POOL_WORKFLOW, type PoolRelease } from "../contract/resource-pool.ts";
import type { ControlContext } from "./control-context.ts";

/**
 * A pool that is lost is started with the signal: it reads what is held, and counts this place as free. Of a deleted
 * class none is started, and nobody counts its places any more; the lock keeps the class from being deleted meanwhile.
 */
export async function clearQuarantine(
  { pool, client, queues }: ControlContext,
  resourceClassId: string,
  { runId }: PoolRelease,
): Promise<void> {
  await inTransaction(pool, async (transaction) => {
    const { rowCount } = await transaction.query(
      "SELECT FROM resource_class WHERE id = $1 AND deleted_at IS NULL FOR SHARE",
      [resourceClassId],
    );
    if (rowCount === 0) {
      await transaction.query("DELETE FROM lease WHERE run_id = $1", [runId]);
      return;
    }
    await client.workflow.signalWithStart(RESOURCE_POOL_WORKFLOW, {
      workflowId: resourcePoolWorkflowId(resourceClassId),
      taskQueue: queues.control,
      args: [resourceClassId],
      signal: CLEAR_QUARANTINE_SIGNAL,
      signalArgs: [{ runId }],
    });
  });
}
