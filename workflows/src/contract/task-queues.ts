/**
 * Flows run on `control`; database activities on `records`; what reaches clusters' hosts on `installs`, so that slow hosts
 * keep nobody waiting. All are served by the control worker.
 */
export const CONTROL_QUEUE = "control";
export const RECORDS_QUEUE = "records";
export const INSTALLS_QUEUE = "installs";
export const TEMPORAL_NAMESPACE = "default";

export interface TaskQueues {
  readonly control: string;
  readonly records: string;
  readonly installs: string;
}
/** A prefix keeps control workers apart that share one Temporal namespace; none in production. */
export function taskQueues(prefix = ""): TaskQueues {
  return {
    control: `${prefix}${CONTROL_QUEUE}`,
    records: `${prefix}${RECORDS_QUEUE}`,
    installs: `${prefix}${INSTALLS_QUEUE}`,
  };
}
/** Of the queue that a flow runs on: the queues of its activities. */
export function recordsQueueBeside(controlQueue: string): string {
  return queuesBeside(controlQueue).records;
}
export function installsQueueBeside(controlQueue: string): string {
  return queuesBeside(controlQueue).installs;
}
function queuesBeside(controlQueue: string): TaskQueues {
  return taskQueues(controlQueue.slice(0, -CONTROL_QUEUE.length));
}
