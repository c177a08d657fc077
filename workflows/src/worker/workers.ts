import { tmpdir } from "node:os";
import { join } from "node:path";
import { Worker } from "@temporalio/worker";
import type { TaskQueues } from "../contract/task-queues.ts";
import { createClusterRecords } from "../activities/cluster-records.ts";
import { createInstallerActivities, HEARTBEAT_MS } from "../activities/installer-activities.ts";
import { createRecordActivities } from "../activities/record-activities.ts";
import { workflowBundle } from "./bundle.ts";
import type { InstallerContext } from "../installer/installer-context.ts";
import type { WorkerDependencies } from "./dependencies.ts";

const CACHE_DIR = join(
  process.env["XDG_CACHE_HOME"] ?? join(process.env["HOME"] ?? tmpdir(), ".cache"),
  "arena",
  "flows",
);

export function currentBundle(): Promise<{ codePath: string }> {
  return workflowBundle(CACHE_DIR);
}

/** Hosts that are looked at at once: each holds a connection and little else. */
const MOST_HOSTS_AT_ONCE = 64;

/** Flows and their local activities on `control`; what did not succeed at once on `records`. */
export async function createWorkers(
  { database, client, native, namespace }: Pick<WorkerDependencies, "database" | "client" | "native" | "namespace">,
  queues: TaskQueues,
  installer: InstallerContext | null = null,
): Promise<readonly Worker[]> {
  const activities = {
    ...createRecordActivities({ pool: database.pool, temporalClient: client, queues }),
    ...createClusterRecords(database.pool),
  };
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
  if (installer === null) return [control, records];
  const installs = await Worker.create({
    ...shared,
    activities: createInstallerActivities(installer),
    taskQueue: queues.installs,
    maxConcurrentActivityTaskExecutions: MOST_HOSTS_AT_ONCE,
    maxConcurrentActivityTaskPolls: 2,
    // Else they are held back until four fifths of their timeout are over, and one that is then late comes too late.
    maxHeartbeatThrottleInterval: HEARTBEAT_MS,
  });
  return [control, records, installs];
}
