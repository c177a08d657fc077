import { randomUUID } from "node:crypto";
import { clusterHostWorkflowId, type ClusterCommand, type StageName } from "../../src/contract/cluster-operation.ts";
import {
  OBSERVED_SIGNAL,
  WATCH_CLUSTER_WORKFLOW,
  watchClusterWorkflowId,
  type ClusterObservation,
} from "../../src/contract/cluster-health.ts";
import { awaitThat, ClusterRows } from "./cluster-rows.ts";
import type { FlowBed } from "./flow-bed.ts";

/** As in history-scenarios.ts, of what is done to clusters. */
type Scenario = (bed: FlowBed) => Promise<readonly string[]>;

const TWO_HOSTS = [
  { position: 0, role: "MANAGER" },
  { position: 1, role: "WORKER" },
] as const;
const MANAGERS: readonly StageName[] = ["DOCKER", "SWARM_INIT", "NODE_LABELS", "DEPLOY"];
const WORKERS: readonly StageName[] = ["DOCKER", "SWARM_JOIN", "NODE_LABELS"];

const abort = (): ClusterCommand => ({ kind: "ABORT", commandId: randomUUID() });

/** The operation's and its hosts'. */
async function flowsOf(rows: ClusterRows): Promise<readonly string[]> {
  await rows.handle.result();
  const { operationId, hosts } = rows.input;
  return [rows.workflowId, ...hosts.map(({ position }) => clusterHostWorkflowId(operationId, position))];
}
async function proofs(bed: FlowBed, { input }: ClusterRows): Promise<number> {
  const { rowCount } = await bed.database.pool.query("SELECT 1 FROM cluster_proof WHERE operation_id = $1", [
    input.operationId,
  ]);
  return rowCount ?? 0;
}

async function connectionOf(bed: FlowBed, classId: string): Promise<string | undefined> {
  const { rows } = await bed.database.pool.query<{ connection: string }>(
    "SELECT connection FROM cluster_health WHERE resource_class_id = $1",
    [classId],
  );
  return rows[0]?.connection;
}

export const CLUSTER_SCENARIOS: Readonly<Record<string, Scenario>> = {
  /** Every gate is passed; the proof fails, is made again, and somebody gives up. */
  async reported(bed) {
    const rows = await ClusterRows.order(bed, { kind: "INSTALL", driver: "EXTERNAL", hosts: TWO_HOSTS });
    await rows.begin();
    for (const stage of WORKERS) await rows.report(1, stage, "DONE");
    for (const stage of MANAGERS) {
      await rows.report(0, stage, "RUNNING");
      await rows.report(0, stage, "DONE");
    }
    await rows.endScripts("DONE");
    await rows.until(({ status, hosts }) => status === "WAITING" && hosts.every((state) => state === "READY"));
    await rows.command({ kind: "PROVE", commandId: randomUUID() });
    await awaitThat(async () => (await proofs(bed, rows)) === 2);
    await rows.until(({ status }) => status === "WAITING");
    await rows.command(abort());
    return flowsOf(rows);
  },
  async "reported-failure"(bed) {
    const rows = await ClusterRows.order(bed, { kind: "INSTALL", driver: "EXTERNAL", hosts: TWO_HOSTS });
    await rows.begin();
    await rows.report(0, "DOCKER", "FAILED");
    await rows.endScripts("FAILED");
    await rows.until(({ ended }) => ended);
    return flowsOf(rows);
  },
  /** Both fail; one is retried and skipped. */
  async "hosts-away"(bed) {
    const rows = await ClusterRows.order(bed, { kind: "INSTALL", driver: "SSH", hosts: TWO_HOSTS });
    await rows.begin();
    const haveFailed = (): Promise<void> =>
      rows.until(({ status, hosts }) => status === "WAITING" && hosts.every((state) => state === "FAILED"));
    await haveFailed();
    await rows.command({ kind: "RETRY", commandId: randomUUID(), position: 1 });
    await rows.until(({ status }) => status === "RUNNING");
    await haveFailed();
    await rows.command({ kind: "SKIP", commandId: randomUUID(), position: 1 });
    await rows.until(({ hosts }) => hosts[1] === "SKIPPED");
    await rows.command(abort());
    return flowsOf(rows);
  },
  async "aborted-at-once"(bed) {
    const hosts = [{ position: 0, role: "WORKER" }] as const;
    const rows = await ClusterRows.order(bed, { kind: "TEARDOWN", driver: "EXTERNAL", hosts, leaveSwarm: true });
    await rows.begin(abort());
    return flowsOf(rows);
  },
  async watched(bed) {
    const { resourceClassId } = bed.rows;
    const workflowId = watchClusterWorkflowId(resourceClassId);
    const observe = (more: Partial<ClusterObservation>): Promise<unknown> =>
      bed.context.client.workflow.signalWithStart(WATCH_CLUSTER_WORKFLOW, {
        workflowId,
        taskQueue: bed.context.queues.control,
        args: [resourceClassId],
        signal: OBSERVED_SIGNAL,
        signalArgs: [{ unreachableSince: null, nodes: 2, readyWorkers: 2, isDiskLow: false, ...more }],
      });
    for (const [readyWorkers, connection] of [
      [2, "CONNECTED"],
      [1, "DEGRADED"],
      [2, "CONNECTED"],
    ] as const) {
      await observe({ readyWorkers });
      await awaitThat(async () => (await connectionOf(bed, resourceClassId)) === connection);
    }
    return [workflowId];
  },
};
