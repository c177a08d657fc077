import { proxyActivities, sleep, workflowInfo } from "@temporalio/workflow";
import { recordsQueueBeside } from "../contract/task-queues.ts";

export interface DeleteActivities {
  /** Moves to PendingDelete, and on to Deleted as soon as no checkpoint is pinned; answers whether it is Deleted. */
  advanceDeletion(experimentId: string): Promise<boolean>;
}
const FIRST_PAUSE_MS = 5_000;
const LONGEST_PAUSE_MS = 600_000;

export async function deleteExperiment(experimentId: string): Promise<void> {
  const { advanceDeletion } = proxyActivities<DeleteActivities>({
    taskQueue: recordsQueueBeside(workflowInfo().taskQueue),
    startToCloseTimeout: "5s",
    retry: { maximumInterval: "30s" },
  });
  let pauseMs = FIRST_PAUSE_MS;
  while (!(await advanceDeletion(experimentId))) {
    await sleep(pauseMs);
    pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
  }
}
