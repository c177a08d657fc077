import { proxyActivities, workflowInfo } from "@temporalio/workflow";
import { installsQueueBeside, recordsQueueBeside } from "../contract/task-queues.ts";
import type { ClusterActivities, ClusterRecordActivities } from "./cluster-activities-contract.ts";

/**
 * They follow what runs on a host for some seconds and say each second that they live: a control worker that was killed
 * is noticed soon, and whoever comes next goes on where it was.
 */
export function clusterCalls(): ClusterActivities {
  return proxyActivities<ClusterActivities>({
    taskQueue: installsQueueBeside(workflowInfo().taskQueue),
    startToCloseTimeout: "120s",
    // Each second's is sent, so one may be two seconds late: a worker on a machine under load is not dead.
    heartbeatTimeout: "3s",
    retry: { initialInterval: "200ms", maximumInterval: "10s" },
  });
}

export function clusterRecords(): ClusterRecordActivities {
  return proxyActivities<ClusterRecordActivities>({
    taskQueue: recordsQueueBeside(workflowInfo().taskQueue),
    startToCloseTimeout: "5s",
    retry: { initialInterval: "200ms", maximumInterval: "5s" },
  });
}
