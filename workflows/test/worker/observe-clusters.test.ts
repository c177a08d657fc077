import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createPoolActivities } from "../../src/activities/pool-records.ts";
import { watchClusterWorkflowId } from "../../src/contract/cluster-health.ts";
import { observeClusters } from "../../src/worker/observe-clusters.ts";
import { eventually } from "../flows/eventually.ts";
import { createFlowBedOnServer, type FlowBed } from "../flows/flow-bed.ts";

const LIMIT_MS = 60_000;
let bed: FlowBed;
let classId: string;
beforeAll(async () => {
  bed = await createFlowBedOnServer();
  const { rows } = await bed.database.pool.query<{ id: string }>(
    `INSERT INTO resource_class (id, organization_id, name, slug, kind, nodes, cpus, gpus, memory_bytes, capacity)
     SELECT $1, organization_id, 'Rack', 'rack', 'ON_PREM', 2, 1, 0, NULL, 2 FROM resource_class LIMIT 1 RETURNING id`,
    [randomUUID()],
  );
  classId = rows[0]!.id;
  await bed.database.pool.query(
    "INSERT INTO on_prem_provider (organization_id) SELECT organization_id FROM resource_class WHERE id = $1",
    [classId],
  );
  await bed.database.pool.query(
    "INSERT INTO agent_home (id, resource_class_id, machine_id, boot_id, hostname, agent_version) VALUES ($1, $2, 'm', 'b', 'h', '1')",
    [randomUUID(), classId],
  );
}, LIMIT_MS);
afterAll(async () => {
  await bed?.environment.client.workflow
    .getHandle(watchClusterWorkflowId(classId))
    .terminate()
    .catch(() => undefined);
  await bed?.close();
}, LIMIT_MS);

const node = (id: string) => ({ id, address: id, isHead: false, alive: true, cpus: 1, gpus: 0, memoryBytes: 1 });
async function report(...ids: readonly string[]): Promise<void> {
  await bed.database.pool.query(
    `INSERT INTO cluster_report (resource_class_id, report) VALUES ($1, $2) ON CONFLICT (resource_class_id) DO UPDATE SET report = $2`,
    [classId, JSON.stringify({ nodes: ids.map(node), disk: { freeBytes: 10 ** 12, totalBytes: 2 * 10 ** 12 } })],
  );
  await observeClusters(bed.context);
}
async function health(): Promise<Record<string, unknown>> {
  const { rows } = await bed.database.pool.query<Record<string, unknown>>(
    "SELECT connection, ready_workers, reason FROM cluster_health WHERE resource_class_id = $1 AND flow_sequence > 0",
    [classId],
  );
  return rows[0] ?? {};
}

test(
  "a cluster's flow is told what has changed, and the pool takes what it concludes",
  { timeout: LIMIT_MS },
  async () => {
    await report("one");
    await eventually(async () =>
      expect(await health()).toEqual({
        connection: "DEGRADED",
        ready_workers: 1,
        reason: "1 of 2 workers of the cluster take work",
      }),
    );
    const activities = createPoolActivities(bed.database.pool);
    expect(await activities.readClass(classId)).toMatchObject({ capacity: 2, readyWorkers: 1, closedReason: null });
    // Said again, it is no news.
    await observeClusters(bed.context);
    await report("one", "two");
    await eventually(async () => expect(await health()).toMatchObject({ connection: "CONNECTED", ready_workers: 2 }));
    expect(await activities.readClass(classId)).toMatchObject({ readyWorkers: 2 });
    const told = await bed.environment.client.workflow.getHandle(watchClusterWorkflowId(classId)).fetchHistory();
    const signals = (told.events ?? []).filter((event) => event.workflowExecutionSignaledEventAttributes);
    expect(signals).toHaveLength(2);
    await bed.database.pool.query(
      "UPDATE agent_home SET last_heartbeat_at = now() - interval '1 minute' WHERE resource_class_id = $1",
      [classId],
    );
    await observeClusters(bed.context);
    await eventually(async () => expect(await health()).toMatchObject({ connection: "UNREACHABLE", ready_workers: 2 }));
    await bed.database.pool.query("UPDATE cluster_report SET report = $2 WHERE resource_class_id = $1", [
      classId,
      JSON.stringify({ nodes: null, disk: null, isLeaving: true }),
    ]);
    await observeClusters(bed.context);
    await eventually(async () =>
      expect(await health()).toMatchObject({ ready_workers: 2, reason: expect.stringMatching(/told to end/) }),
    );
  },
);
