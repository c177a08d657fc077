import { tmpdir } from "node:os";
import { join } from "node:path";
import { Worker } from "@temporalio/worker";
import type { TaskQueues } from "../contract/task-queues.ts";
import { createRecordActivities } from "../activities/record-activities.ts";
import { workflowBundle } from "./bundle.ts";
import type { WorkerDependencies } from "./dependencies.ts";

const CACHE_DIR = join(
  process.env["XDG_CACHE_HOME"] ?? join(process.env["HOME"] ?? tmpdir(), ".cache"),
  "arena",
  "flows",
);

export function currentBundle(): Promise<{ codePath: string }> {
  return workflowBundle(CACHE_DIR);
}

/** Flows and their local activities on `control`; what did not succeed at once on `records`. */
export async function createWorkers(
  { database, client, native, namespace }: Pick<WorkerDependencies, "database" | "client" | "native" | "namespace">,
  queues: TaskQueues,
): Promise<readonly [Worker, Worker]> {
  const activities = createRecordActivities({ pool: database.pool, temporalClient: client, queues });
  const shared = {
    connection: native,
    namespace,
    activities,
    shutdownGraceTime: "2s",
    shutdownForceTime: "4s",
  } as const;
  const control = await Worker.create({
    ...shared,
    taskQueue: queues.control,
    workflowBundle: await currentBundle(),
    stickyQueueScheduleToStartTimeout: "500ms",
    maxConcurrentWorkflowTaskPolls: 10,
    maxConcurrentActivityTaskPolls: 1,
  });
  const records = await Worker.create({ ...shared, taskQueue: queues.records, maxConcurrentActivityTaskPolls: 5 });
  return [control, records];
}
