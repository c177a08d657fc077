import type { Client } from "@temporalio/client";
import type pg from "pg";
import type { TaskQueues } from "../contract/task-queues.ts";

export interface ActivityDependencies {
  readonly pool: pg.Pool;
  readonly temporalClient: Client;
  readonly queues: TaskQueues;
}
