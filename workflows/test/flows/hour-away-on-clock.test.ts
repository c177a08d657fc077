import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import {
  OBSERVED_SIGNAL,
  WATCH_CLUSTER_WORKFLOW,
  watchClusterWorkflowId,
  type ClusterObservation,
} from "../../src/contract/cluster-health.ts";
import { HALT_UPDATE } from "../../src/contract/train-run.ts";
import { createFlowBed, type FlowBed } from "./flow-bed.ts";
import { CLEAN_END, haltRequest, RunRows } from "./run-rows.ts";

let bed: FlowBed;
beforeAll(async () => {
  bed = await createFlowBed({ capacity: 1 });
});
afterAll(() => bed?.close());
beforeEach(async () => {
  bed.rows = await new RunRows(bed.database.pool).create({ capacity: 1 });
  bed.rows.pause = () => bed.environment.sleep(20);
});
const now = async (): Promise<Date> => new Date(await bed.environment.currentTimeMs());

test("a run whose machine is away for an hour trains on, and its end of meanwhile is its end", async () => {
  const input = await bed.running();
  const since = await now();
  await bed.tell(input, { kind: "UNREACHABLE", since: since.toISOString() }, "reconciler");
  await bed.environment.sleep("1 hour");
  const away = { status: "RUNNING", phase: "UNREACHABLE", unreachable_since: since };
  expect(await bed.rows.row(input.runId)).toMatchObject(away);
  await bed.tell(input, { kind: "REACHABLE" }, "reconciler");
  await bed.rows.until(input.runId, { phase: "TRAINING", unreachable_since: null });
  await bed.tell(input, { kind: "ENDED", ended: { ...CLEAN_END, finishedReason: "target_reached" } });
  await bed.rows.until(input.runId, { status: "SUCCEEDED", cause: "TARGET_REACHED", leases: 0 });
});

test("a halt in that hour ends unproven, and its place is nobody's until the machine has told what became of it", async () => {
  const input = await bed.running();
  await bed.tell(input, { kind: "UNREACHABLE", since: (await now()).toISOString() }, "reconciler");
  const next = await bed.train();
  await bed.rows.until(next.runId, { place: 1 });
  await bed.handle(input).executeUpdate(HALT_UPDATE, { args: [haltRequest()] });
  expect(await bed.handle(input).result()).toEqual({ status: "STOPPED", cause: "USER" });
  await bed.environment.sleep("1 hour");
  await bed.rows.until(input.runId, { quarantine: expect.any(String), leases: 1 });
  expect(await bed.rows.row(next.runId)).toMatchObject({ status: "PENDING", place: 1, desired: "WAIT" });
  expect(await bed.rows.row(input.runId)).toMatchObject({ receipt: { verified: false, reconciliation: null } });
  await bed.tell(input, { kind: "ENDED", ended: { ...CLEAN_END, finishedReason: "stopped" } });
  await bed.rows.until(next.runId, { desired: "RUN" });
  expect(await bed.rows.row(input.runId)).toMatchObject({
    status: "STOPPED",
    receipt: { verified: false, reconciliation: { processGroupEmpty: true } },
  });
  await bed.tell(next, { kind: "REJECTED", message: "no" });
  await bed.rows.until(next.runId, { status: "FAILED" });
});

test("a cluster: what passes by is no news, what stays is; after an hour away it comes back by itself", async () => {
  const { pool } = bed.database;
  const classId = randomUUID();
  await pool.query(
    `INSERT INTO resource_class (id, organization_id, name, slug, kind, nodes, capacity)
     SELECT $1, organization_id, 'Rack', 'rack', 'ON_PREM', 2, 2 FROM resource_class LIMIT 1`,
    [classId],
  );
  const well: ClusterObservation = { unreachableSince: null, nodes: 2, readyWorkers: 2, isDiskLow: false };
  const observe = (more: Partial<ClusterObservation> = {}): Promise<unknown> =>
    bed.environment.client.workflow.signalWithStart(WATCH_CLUSTER_WORKFLOW, {
      workflowId: watchClusterWorkflowId(classId),
      taskQueue: bed.context.queues.control,
      args: [classId],
      signal: OBSERVED_SIGNAL,
      signalArgs: [{ ...well, ...more }],
    });
  const health = async (): Promise<{ connection?: string; reason?: string | null; since?: Date }> => {
    const { rows } = await pool.query(
      "SELECT connection, reason, since FROM cluster_health WHERE resource_class_id = $1",
      [classId],
    );
    return (rows[0] as object | undefined) ?? {};
  };
  const later = async (seconds: number): Promise<string | undefined> => {
    await bed.environment.sleep(seconds * 1_000);
    return (await health()).connection;
  };
  await observe();
  expect(await later(1)).toBe("CONNECTED");
  await observe({ readyWorkers: 1 });
  expect(await later(10)).toBe("CONNECTED");
  await observe();
  expect(await later(60)).toBe("CONNECTED");
  await observe({ readyWorkers: 1 });
  expect(await later(14)).toBe("CONNECTED");
  expect(await later(2)).toBe("DEGRADED");
  expect((await health()).reason).toBe("1 of 2 workers of the cluster take work");
  await observe();
  expect(await later(8)).toBe("DEGRADED");
  await observe({ readyWorkers: 1 });
  expect(await later(60)).toBe("DEGRADED");
  await observe();
  expect(await later(11)).toBe("CONNECTED");
  const since = await now();
  await observe({ unreachableSince: since.toISOString(), readyWorkers: null });
  expect(await later(3_600)).toBe("UNREACHABLE");
  expect((await health()).since).toEqual(since);
  await observe();
  expect(await later(9)).toBe("UNREACHABLE");
  expect(await later(2)).toBe("CONNECTED");
});
