import { inTransaction } from "@arena/database/client";
import { appendProjectEvent } from "@arena/database/run-events";
import { resourcePoolWorkflowId } from "../contract/ids.ts";
import {
  QUARANTINE_SIGNAL,
  RELEASE_SIGNAL,
  REQUEST_SIGNAL,
  RESOURCE_POOL_WORKFLOW,
} from "../contract/resource-pool.ts";
import type { DeleteActivities } from "../flows/delete-experiment.ts";
import type { PoolActivities } from "../flows/pool-activities-contract.ts";
import type { RunActivities } from "../flows/run-activities-contract.ts";
import type { ActivityDependencies } from "./activity-dependencies.ts";
import { createPoolActivities } from "./pool-records.ts";
import { projectFirst } from "./project-first.ts";
import { projectRun } from "./project-run.ts";
import { readFacts, readRunRow } from "./read-run.ts";
import { setIntentRun, setIntentStop } from "./run-intents.ts";

/** All activities; idempotent without exception, since a completion that is not reported runs them again. */
export function createRecordActivities({
  pool,
  temporalClient,
  queues,
}: ActivityDependencies): RunActivities & PoolActivities & DeleteActivities {
  return {
    ...createPoolActivities(pool),
    projectFirst: (input, executionId) => projectFirst(pool, input, executionId),
    projectRun: (projection) => projectRun(pool, projection),
    setIntentRun: (runId, homeId, leaseId) => setIntentRun(pool, runId, homeId, leaseId),
    setIntentStop: (runId, request, mode) => setIntentStop(pool, runId, request, mode),
    readFacts: (runId) => readFacts(pool, runId),
    readRunRow: (runId) => readRunRow(pool, runId),
    async signalPool(message) {
      const [signal, body] =
        message.kind === "REQUEST"
          ? [REQUEST_SIGNAL, message.request]
          : message.kind === "RELEASE"
            ? [RELEASE_SIGNAL, { runId: message.runId }]
            : [QUARANTINE_SIGNAL, { runId: message.runId, reason: message.reason }];
      await temporalClient.workflow.signalWithStart(RESOURCE_POOL_WORKFLOW, {
        workflowId: resourcePoolWorkflowId(message.resourceClassId),
        taskQueue: queues.control,
        args: [message.resourceClassId],
        signal,
        signalArgs: [body],
      });
    },
    advanceDeletion: (experimentId) =>
      inTransaction(pool, async (client) => {
        const row = (
          await client.query<{ status: string; project_id: string }>(
            "SELECT status, project_id FROM experiment WHERE id = $1 FOR NO KEY UPDATE",
            [experimentId],
          )
        ).rows[0];
        if (row === undefined || row.status === "DELETED") return true;
        if (row.status !== "PENDING_DELETE")
          await client.query("UPDATE experiment SET status = 'PENDING_DELETE', updated_at = now() WHERE id = $1", [
            experimentId,
          ]);
        const pins = await client.query(
          "SELECT 1 FROM checkpoint_pin JOIN checkpoint ON checkpoint.id = checkpoint_id WHERE experiment_id = $1 LIMIT 1",
          [experimentId],
        );
        if (pins.rowCount === 0) {
          await client.query("UPDATE checkpoint SET state = 'DELETING' WHERE experiment_id = $1 AND state = 'LIVE'", [
            experimentId,
          ]);
          await client.query("UPDATE experiment SET status = 'DELETED', updated_at = now() WHERE id = $1", [
            experimentId,
          ]);
        }
        await appendProjectEvent(client, row.project_id, experimentId);
        return pins.rowCount === 0;
      }),
  };
}
