import type { Client } from "@temporalio/client";
import type pg from "pg";
import type { TaskQueues } from "../contract/task-queues.ts";

/** What the loops beside the flows work with. */
export interface ControlContext {
  readonly pool: pg.Pool;
  readonly client: Client;
  readonly queues: TaskQueues;
  /** Hears of what failed and will be tried again. */
  readonly onError: (error: unknown) => void;
}
