import { randomUUID } from "node:crypto";
import { createDatabase, type Database } from "@arena/database/client";
import { createTestDatabase, type TestDatabase } from "@arena/database/test-database";
import { afterAll, beforeAll, expect, test } from "vitest";
import { projectFirst } from "../../src/activities/project-first.ts";
import { projectRun } from "../../src/activities/project-run.ts";
import { readRunRow } from "../../src/activities/read-run.ts";
import { setIntentRun, setIntentStop } from "../../src/activities/run-intents.ts";
import type { HaltReceipt } from "../../src/contract/halt.ts";
import type { TrainRunInput } from "../../src/contract/train-run.ts";
import type { RunProjection, RunSnapshot } from "../../src/flows/run-snapshot.ts";
import { haltRequest, RunRows, type OrderOptions } from "../flows/run-rows.ts";

let testDatabase: TestDatabase;
let database: Database;
let rows: RunRows;
const EXECUTION = "execution";

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  database = createDatabase(testDatabase.url);
  rows = await new RunRows(database.pool).create();
});
afterAll(async () => {
  await database?.close();
  await testDatabase?.drop();
});

async function projected(options?: OrderOptions): Promise<TrainRunInput> {
  const input = await rows.order(options);
  expect(await projectFirst(database.pool, input, EXECUTION)).toEqual({ adopted: null });
  return input;
}
function project(input: TrainRunInput, flowSequence: number, change: Partial<RunSnapshot>): Promise<unknown> {
  return projectRun(database.pool, projection(input, flowSequence, change));
}
function projection(input: TrainRunInput, flowSequence: number, change: Partial<RunSnapshot>): RunProjection {
  const snapshot: RunSnapshot = {
    runId: input.runId,
    status: "RUNNING",
    phase: "TRAINING",
    cause: null,
    causeMessage: null,
    unreachableSince: null,
    receipt: null,
    leaseReleased: true,
    ...change,
  };
  return { executionId: EXECUTION, flowSequence, snapshot };
}
const stopped = { status: "STOPPED", phase: null, cause: "USER" } as const;
const receipt: HaltReceipt = {
  requestedByPersonId: null,
  requestedVia: "WEB",
  requestedAt: "2026-11-23T00:00:00.000Z",
  mode: "SAVE",
  checkpoint: null,
  noCheckpointReason: "UNREACHABLE",
  exitCode: null,
  signal: null,
  processGroupEmpty: null,
  evidence: "NONE",
  resourcesReleased: false,
  verified: false,
  trainingComplete: null,
  rungs: [],
  reconciliation: null,
};
async function eventsOf(input: TrainRunInput): Promise<readonly Record<string, unknown>[]> {
  const { rows: events } = await database.pool.query(
    "SELECT sequence, kind, payload FROM run_event WHERE run_id = $1 ORDER BY sequence",
    [input.runId],
  );
  return events;
}

test("the first projection repeated writes nothing more, and one for a busy experiment is refused", async () => {
  const input = await projected();
  const before = await rows.row(input.runId);
  expect(await projectFirst(database.pool, input, EXECUTION)).toEqual({ adopted: null });
  expect(await rows.row(input.runId)).toEqual(before);
  expect(await eventsOf(input)).toHaveLength(1);
  const second = { ...input, runId: randomUUID(), runNumber: 2 };
  await expect(projectFirst(database.pool, second, EXECUTION)).rejects.toMatchObject({
    type: "REJECTED",
    nonRetryable: true,
  });
  expect(await rows.row(second.runId)).toBeUndefined();
});

test("a start that is refused leaves no pin on the checkpoint that it wanted", async () => {
  const parent = await projected();
  const resumeCheckpointId = await rows.addCheckpoint(parent);
  const input = await rows.order({ resumeCheckpointId });
  await database.pool.query("UPDATE checkpoint SET state = 'DELETING' WHERE id = $1", [resumeCheckpointId]);
  await expect(projectFirst(database.pool, input, EXECUTION)).rejects.toMatchObject({ type: "REJECTED" });
  const pins = await database.pool.query("SELECT FROM checkpoint_pin WHERE run_id = $1", [input.runId]);
  expect(pins.rowCount).toBe(0);
  expect(await rows.row(input.runId)).toBeUndefined();
});

test("one key with another content raises an alarm, and the flow is told to go on beyond it", async () => {
  const input = await projected();
  const alarms = async () =>
    (await database.pool.query("SELECT kind FROM alarm WHERE subject = $1 AND lasts_until > now()", [input.runId]))
      .rows;
  await project(input, 1, {});
  await project(input, 1, {});
  expect(await alarms()).toEqual([]);
  expect(await project(input, 1, { phase: "CHECKPOINTING" })).toEqual({ adopted: null, ahead: 1 });
  expect(await alarms()).toEqual([{ kind: "PROJECTION_CONFLICT" }]);
  expect(await rows.row(input.runId)).toMatchObject({ phase: "TRAINING" });
});

test("the same projection twice is written once", async () => {
  const input = await projected();
  await project(input, 1, {});
  const before = await rows.row(input.runId);
  await project(input, 1, {});
  expect(await rows.row(input.runId)).toEqual(before);
  expect((await eventsOf(input)).map(({ sequence }) => sequence)).toEqual([1, 2]);
});

test("the same key with another content is refused, and nothing is written", async () => {
  const input = await projected();
  await project(input, 1, {});
  expect(await project(input, 1, { phase: "CHECKPOINTING" })).toEqual({ adopted: null, ahead: 1 });
  expect(await rows.row(input.runId)).toMatchObject({ status: "RUNNING", phase: "TRAINING" });
});

test("an older snapshot that comes late changes nothing", async () => {
  const input = await projected();
  await project(input, 2, {});
  expect(await project(input, 1, { status: "PENDING", phase: "STARTING" })).toEqual({ adopted: null, ahead: 2 });
  expect(await rows.row(input.runId)).toMatchObject({ status: "RUNNING", flow_sequence: 2 });
});

test("statuses that were never written are walked through, and a forbidden move is refused", async () => {
  const input = await projected();
  await project(input, 3, { ...stopped, receipt });
  const row = await rows.row(input.runId);
  expect(row).toMatchObject({ status: "STOPPED", experiment_status: "STOPPED", ended_at: expect.any(Date) });
  const other = await projected();
  await project(other, 1, { status: "STOPPING", phase: "CHECKPOINT_REQUESTED" });
  const refused = "It cannot move from STOPPING to RUNNING";
  expect(await project(other, 2, { status: "RUNNING" })).toEqual({ adopted: null, refused });
  await expect(
    database.pool.query("UPDATE run SET status = 'RUNNING' WHERE id = $1", [other.runId]),
  ).rejects.toMatchObject({ code: "AR001" });
  expect(await rows.row(other.runId)).toMatchObject({ status: "STOPPING" });
});

test("a terminal row refuses every status and answers its outcome; its receipt gains a reconciliation alone", async () => {
  const input = await projected();
  await project(input, 1, { ...stopped, receipt });
  const adopted = { adopted: { status: "STOPPED", cause: "USER", message: null } };
  expect(await project(input, 2, { status: "FAILED", phase: null, cause: "INFRASTRUCTURE" })).toEqual(adopted);
  expect(await projectFirst(database.pool, input, "another")).toEqual(adopted);
  const write = (value: HaltReceipt): Promise<unknown> =>
    database.pool.query("UPDATE run SET receipt = $2 WHERE id = $1", [input.runId, JSON.stringify(value)]);
  await expect(write({ ...receipt, verified: true })).rejects.toMatchObject({ code: "AR002" });
  const reconciliation = { at: receipt.requestedAt, processGroupEmpty: true, checkpoint: null, message: "found" };
  await write({ ...receipt, reconciliation });
  expect(await rows.row(input.runId)).toMatchObject({ receipt: { verified: false, reconciliation } });
});

test("the row decides between launch and halt: a stop that came first tells no machine, one that came second does", async () => {
  const { pool } = database;
  const first = await projected();
  await setIntentStop(pool, first.runId, haltRequest(), "SAVE");
  expect(await setIntentRun(pool, first.runId, rows.homeId, randomUUID())).toBe(false);
  expect(await rows.row(first.runId)).toMatchObject({ desired: "STOP", home_id: null });
  const second = await projected();
  const leaseId = randomUUID();
  expect(await setIntentRun(pool, second.runId, rows.homeId, leaseId)).toBe(true);
  await setIntentStop(pool, second.runId, haltRequest(), "SAVE");
  expect(await setIntentRun(pool, second.runId, rows.homeId, leaseId)).toBe(true);
  expect(await rows.row(second.runId)).toMatchObject({ desired: "STOP", home_id: rows.homeId, lease_id: leaseId });
});

test("a stop's severity only rises, and the first who asked stays", async () => {
  const input = await projected();
  const request = haltRequest({ requestedVia: "CLI" });
  await setIntentStop(database.pool, input.runId, request, "TERMINATE");
  await setIntentStop(database.pool, input.runId, haltRequest(), "SAVE");
  await setIntentStop(database.pool, input.runId, haltRequest(), "KILL");
  expect((await readRunRow(database.pool, input.runId))?.halt).toEqual({ ...request, mode: "KILL" });
});
