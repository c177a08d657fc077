import { proxyActivities, sleep } from "@temporalio/workflow";
import { RECORDS_QUEUE } from "../contract/task-queues.ts";

export interface DeleteActivities {
  /** Moves to PendingDelete, and on to Deleted as soon as no checkpoint is pinned; answers whether it is Deleted. */
  advanceDeletion(experimentId: string): Promise<boolean>;
}
const { advanceDeletion } = proxyActivities<DeleteActivities>({
  taskQueue: RECORDS_QUEUE,
  startToCloseTimeout: "5s",
  retry: { maximumInterval: "30s" },
});
const FIRST_PAUSE_MS = 5_000;
const LONGEST_PAUSE_MS = 600_000;

export async function deleteExperiment(experimentId: string): Promise<void> {
  let pauseMs = FIRST_PAUSE_MS;
  while (!(await advanceDeletion(experimentId))) {
    await sleep(pauseMs);
    pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
  }
}
