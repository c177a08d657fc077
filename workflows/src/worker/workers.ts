import { tmpdir } from "node:os";
import { join } from "node:path";
import { Worker } from "@temporalio/worker";
import { CONTROL_QUEUE, RECORDS_QUEUE, TEMPORAL_NAMESPACE } from "../contract/task-queues.ts";
import { createRecordActivities } from "../activities/record-activities.ts";
import { workflowBundle } from "./bundle.ts";
import type { WorkerDependencies } from "./dependencies.ts";

/** Flows and their local activities on `control`; what did not succeed at once on `records`. */
export async function createWorkers({
  database,
  client,
  native,
}: WorkerDependencies): Promise<readonly [Worker, Worker]> {
  const activities = createRecordActivities({ pool: database.pool, temporalClient: client, clock: () => new Date() });
  const cacheDir = join(
    process.env["XDG_CACHE_HOME"] ?? join(process.env["HOME"] ?? tmpdir(), ".cache"),
    "arena",
    "flows",
  );
  const control = await Worker.create({
    connection: native,
    namespace: TEMPORAL_NAMESPACE,
    taskQueue: CONTROL_QUEUE,
    activities,
    workflowBundle: await workflowBundle(cacheDir),
    stickyQueueScheduleToStartTimeout: "500ms",
    shutdownGraceTime: "2s",
    shutdownForceTime: "4s",
    maxConcurrentWorkflowTaskPolls: 10,
    maxConcurrentActivityTaskPolls: 1,
  });
  const records = await Worker.create({
    connection: native,
    namespace: TEMPORAL_NAMESPACE,
    taskQueue: RECORDS_QUEUE,
    activities,
    shutdownGraceTime: "2s",
    shutdownForceTime: "4s",
    maxConcurrentActivityTaskPolls: 5,
  });
  return [control, records];
}
