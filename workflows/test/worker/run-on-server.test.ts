import { randomUUID } from "node:crypto";
import { Client, Connection } from "@temporalio/client";
import { createDatabase, type Database } from "@arena/database/client";
import { createTestDatabase, type TestDatabase } from "@arena/database/test-database";
import { afterAll, beforeAll, expect, test } from "vitest";
import { resourcePoolWorkflowId, trainRunWorkflowId } from "../../src/contract/ids.ts";
import { taskQueues } from "../../src/contract/task-queues.ts";
import { HALT_UPDATE, type TrainRunInput } from "../../src/contract/train-run.ts";
import { startControl, type Control } from "../../src/worker/control.ts";
import { recoverRuns } from "../../src/worker/recover-runs.ts";
import { CLEAN_END, haltRequest, RunRows } from "../flows/run-rows.ts";
import { eventually } from "../flows/eventually.ts";

let testDatabase: TestDatabase;
let database: Database;
let rows: RunRows;
let control: Control;
let client: Client;
// Of its own, so that suites beside it on the same server do not take its tasks.
const queuePrefix = `${randomUUID()}-`;
const queues = taskQueues(queuePrefix);
const errors: unknown[] = [];
const onError = (error: unknown): void => void errors.push(error);
const SHORT_GRACES = { checkpointMs: 500, sigtermMs: 500, sigkillMs: 500 };

beforeAll(async () => {
  const address = process.env["ARENA_TEST_TEMPORAL"];
  if (address === undefined) throw new Error("ARENA_TEST_TEMPORAL must hold the address of a Temporal server");
  testDatabase = await createTestDatabase();
  database = createDatabase(testDatabase.url);
  rows = await new RunRows(database.pool).create();
  control = await startControl(testDatabase.url, address, { onError, onAlarm: () => undefined }, { queuePrefix });
  client = new Client({ connection: await Connection.connect({ address }) });
});

afterAll(async () => {
  for (const workflowId of [resourcePoolWorkflowId(rows.resourceClassId), `incarnation/${queues.control}`])
    await client?.workflow
      .getHandle(workflowId)
      .terminate()
      .catch(() => undefined);
  await control?.stop();
  await client?.connection.close();
  await database?.close();
  await testDatabase?.drop();
});

async function running(): Promise<TrainRunInput> {
  const input = await rows.order({ graces: SHORT_GRACES });
  await rows.until(input.runId, { desired: "RUN" });
  await rows.fact(input.runId, { kind: "CLAIMED", homeId: rows.homeId, pid: 1 });
  await rows.fact(input.runId, { kind: "FIRST_EVENT", step: 0 }, "events");
  await rows.until(input.runId, { status: "RUNNING", phase: "TRAINING" });
  return input;
}
async function halt(input: TrainRunInput): Promise<void> {
  const handle = client.workflow.getHandle(trainRunWorkflowId(input.experimentId, input.runNumber));
  await handle.executeUpdate(HALT_UPDATE, { args: [haltRequest()] });
}

test("a run goes from Pending over Running to Succeeded", async () => {
  const input = await running();
  await rows.fact(input.runId, { kind: "ENDED", ended: CLEAN_END });
  await rows.until(input.runId, { status: "SUCCEEDED", cause: "COMPLETED", phase: null });
  await eventually(() => expect(control.incarnation).toBe("FIRST"));
});

test("a halt ends a running one Stopped, with a verified receipt", async () => {
  const input = await running();
  await halt(input);
  await rows.until(input.runId, { status: "STOPPING", desired: "STOP" });
  const checkpoint = { id: randomUUID(), step: 5, sha256: "a".repeat(64) };
  const ended = { ...CLEAN_END, stopConsumed: true, trainingComplete: false, checkpoint };
  await rows.fact(input.runId, { kind: "ENDED", ended: { ...ended, finishedReason: "stopped" } });
  const row = await rows.until(input.runId, { status: "STOPPED", cause: "USER" });
  expect(row["receipt"]).toMatchObject({
    verified: true,
    checkpoint,
    resourcesReleased: true,
    noCheckpointReason: null,
    trainingComplete: false,
  });
});

test("a machine that stays silent ends Stopped unverified when the outer deadline has passed", async () => {
  const input = await running();
  await halt(input);
  const row = await rows.until(input.runId, { status: "STOPPED" });
  expect(row["receipt"]).toMatchObject({
    verified: false,
    resourcesReleased: false,
    noCheckpointReason: "UNREACHABLE",
  });
  const found = { processGroupEmpty: true, checkpoint: null, message: "found" };
  await rows.fact(input.runId, { kind: "RECONCILED", ...found }, "agent");
  const reconciled = await rows.until(input.runId, { leases: 0 });
  expect(reconciled["receipt"]).toMatchObject({ verified: false, reconciliation: found });
});

test("a run whose workflow is gone is attached to again, and ends by its facts", async () => {
  const input = await running();
  await client.workflow.getHandle(trainRunWorkflowId(input.experimentId, 1)).terminate();
  await recoverRuns({ pool: database.pool, client, queues, onError, onAlarm: () => undefined });
  await rows.fact(input.runId, { kind: "ENDED", ended: { ...CLEAN_END, exitCode: 2, errorMessage: "broken" } });
  await rows.until(input.runId, { status: "FAILED", cause: "TRAINER_ERROR", cause_message: "broken" });
});
