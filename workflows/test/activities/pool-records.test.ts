import { randomUUID } from "node:crypto";
import { createDatabase, type Database } from "@arena/database/client";
import { createTestDatabase, type TestDatabase } from "@arena/database/test-database";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createPoolActivities } from "../../src/activities/pool-records.ts";
import { projectFirst } from "../../src/activities/project-first.ts";
import type { PoolLease } from "../../src/flows/resource-pool-state.ts";
import type { PoolRequest } from "../../src/contract/resource-pool.ts";
import { trainRunWorkflowId } from "../../src/contract/ids.ts";
import type { TrainRunInput } from "../../src/contract/train-run.ts";
import { RunRows } from "../flows/run-rows.ts";

let testDatabase: TestDatabase;
let database: Database;
let rows: RunRows;

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  database = createDatabase(testDatabase.url);
  rows = await new RunRows(database.pool).create({ connected: false });
});
afterAll(async () => {
  await database?.close();
  await testDatabase?.drop();
});

async function projected(): Promise<TrainRunInput> {
  const input = await rows.order();
  await projectFirst(database.pool, input, "execution");
  return input;
}
function waiting(input: TrainRunInput): PoolRequest {
  const { runId, projectId, requestedAt } = input;
  return { runId, projectId, leaseId: runId, workflowId: idOf(input), requestedAt };
}
function held(input: TrainRunInput, quarantinedReason: string | null = null): PoolLease {
  return { runId: input.runId, leaseId: input.runId, workflowId: idOf(input), homeId: rows.homeId, quarantinedReason };
}
function idOf(input: TrainRunInput): string {
  return trainRunWorkflowId(input.experimentId, input.runNumber);
}

test("a class is read with the machine that beat last, and with none when all are silent or it does not exist", async () => {
  const { readClass } = createPoolActivities(database.pool);
  expect(await readClass(rows.resourceClassId)).toEqual({
    capacity: 4,
    enabled: true,
    clusterDisabled: false,
    homeId: null,
    readyWorkers: null,
    closedReason: null,
  });
  await rows.connectHome();
  expect(await readClass(rows.resourceClassId)).toMatchObject({ homeId: rows.homeId });
  await database.pool.query("UPDATE agent_home SET last_heartbeat_at = now() - interval '1 minute'");
  expect(await readClass(rows.resourceClassId)).toMatchObject({ homeId: null });
  expect(await readClass(randomUUID())).toEqual({ capacity: 0, enabled: false, homeId: null });
});

test("a class whose cluster is disabled says that it is the cluster", async () => {
  const { readClass } = createPoolActivities(database.pool);
  const id = randomUUID();
  await database.pool.query(
    "INSERT INTO resource_class (id, organization_id, name, slug, kind) VALUES ($1, $2, 'd', 'd', 'ON_PREM')",
    [id, rows.organizationId],
  );
  await database.pool.query(
    "INSERT INTO on_prem_provider (organization_id, name, enabled) VALUES ($1, 'Cellar', false)",
    [rows.organizationId],
  );
  expect(await readClass(id)).toMatchObject({ enabled: false, clusterDisabled: true });
  await database.pool.query("UPDATE resource_class SET enabled = false WHERE id = $1", [id]);
  expect(await readClass(id)).toMatchObject({ enabled: false, clusterDisabled: false });
});

test("the line and the leases are shown as the pool has them, and a repetition changes nothing", async () => {
  const pool = createPoolActivities(database.pool);
  const [a, b, c] = [await projected(), await projected(), await projected()];
  const state = { queue: [waiting(a), waiting(b)], leases: [held(c)] };
  for (let time = 0; time < 2; time += 1) await pool.projectPool(rows.resourceClassId, state, "busy");
  expect(await rows.row(a.runId)).toMatchObject({ place: 1, waiting_for: "busy", leases: 0 });
  expect(await rows.row(b.runId)).toMatchObject({ place: 2, leases: 0 });
  expect(await rows.row(c.runId)).toMatchObject({ place: null, leases: 1, quarantine: null });
  await pool.projectPool(rows.resourceClassId, { queue: [waiting(b)], leases: [held(c, "unproven"), held(a)] }, "busy");
  expect(await rows.row(a.runId)).toMatchObject({ place: null, leases: 1 });
  expect(await rows.row(b.runId)).toMatchObject({ place: 1 });
  expect(await rows.row(c.runId)).toMatchObject({ quarantine: "unproven" });
});

test("holders that have ended, or that nobody knows, are found", async () => {
  const pool = createPoolActivities(database.pool);
  const [open, ended, unknown] = [await projected(), await projected(), randomUUID()];
  await database.pool.query("UPDATE run SET status = 'FAILED' WHERE id = $1", [ended.runId]);
  const found = await pool.endedHolders([open.runId, ended.runId, unknown]);
  expect([...found].sort()).toEqual([ended.runId, unknown].sort());
});
