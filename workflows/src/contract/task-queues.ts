/** Flows run on `control`; database activities on `records`. Both are served by the control worker. */
export const CONTROL_QUEUE = "control";
export const RECORDS_QUEUE = "records";
export const TEMPORAL_NAMESPACE = "default";

export interface TaskQueues {
  readonly control: string;
  readonly records: string;
}
/** A prefix keeps control workers apart that share one Temporal namespace; none in production. */
export function taskQueues(prefix = ""): TaskQueues {
  return { control: `${prefix}${CONTROL_QUEUE}`, records: `${prefix}${RECORDS_QUEUE}` };
}
/** Of the queue that a flow runs on: the queue of its activities. */
export function recordsQueueBeside(controlQueue: string): string {
  return taskQueues(controlQueue.slice(0, -CONTROL_QUEUE.length)).records;
}
