import type { Client } from "@temporalio/client";
import type pg from "pg";
import type { Alarm } from "../activities/raise-alarm.ts";
import type { TaskQueues } from "../contract/task-queues.ts";

/** What the loops beside the flows work with. */
export interface ControlContext {
  readonly pool: pg.Pool;
  readonly client: Client;
  readonly queues: TaskQueues;
  /** Hears of what failed and will be tried again. */
  readonly onError: (error: unknown) => void;
  /** Hears of what somebody must look at, once each. */
  readonly onAlarm: (alarm: Alarm) => void;
}
