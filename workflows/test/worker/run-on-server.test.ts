import { randomUUID } from "node:crypto";
import { Client, Connection } from "@temporalio/client";
import { createDatabase, type Database } from "@arena/database/client";
import { createTestDatabase } from "@arena/database/test-database";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { resourcePoolWorkflowId, runIdOf, trainRunWorkflowId } from "../../src/contract/ids.ts";
import { HALT_UPDATE, type EndedFact, type HaltRequest, type TrainRunInput } from "../../src/contract/train-run.ts";
import { taskQueues } from "../../src/contract/task-queues.ts";
import { startControl, type Control } from "../../src/worker/control.ts";
import { recoverRuns } from "../../src/worker/recover-runs.ts";

let test_: Awaited<ReturnType<typeof createTestDatabase>>;
let database: Database;
let control: Control;
let client: Client;
// Of its own, so that suites beside it on the same server do not take its tasks.
const queuePrefix = `${randomUUID()}-`;
const queues = taskQueues(queuePrefix);
const errors: unknown[] = [];
const ids = { organization: randomUUID(), project: randomUUID(), resourceClass: randomUUID(), home: randomUUID() };

beforeAll(async () => {
  const address = process.env["ARENA_TEST_TEMPORAL"];
  if (address === undefined) throw new Error("ARENA_TEST_TEMPORAL must hold the address of a Temporal server");
  test_ = await createTestDatabase();
  database = createDatabase(test_.url);
  const { pool } = database;
  await pool.query("INSERT INTO organization (id, name, plan) VALUES ($1, 'o', 'FREE')", [ids.organization]);
  await pool.query("INSERT INTO project (id, organization_id, name, kind) VALUES ($1, $2, 'p', 'CLASSIC')", [
    ids.project,
    ids.organization,
  ]);
  await pool.query(
    "INSERT INTO resource_class (id, organization_id, name, slug, kind, capacity) VALUES ($1, $2, 'c', 'c', 'LOCAL', 4)",
    [ids.resourceClass, ids.organization],
  );
  await pool.query(
    "INSERT INTO agent_home (id, resource_class_id, machine_id, boot_id, hostname, agent_version, last_heartbeat_at) VALUES ($1, $2, 'm', 'b', 'h', '1', now() + interval '1 hour')",
    [ids.home, ids.resourceClass],
  );
  control = await startControl(test_.url, address, (error) => errors.push(error), { queuePrefix });
  client = new Client({ connection: await Connection.connect({ address }) });
}, 60_000);

afterAll(async () => {
  for (const workflowId of [resourcePoolWorkflowId(ids.resourceClass), `incarnation/${queues.control}`])
    await client?.workflow
      .getHandle(workflowId)
      .terminate()
      .catch(() => undefined);
  await control?.stop();
  await client?.connection.close();
  await database?.close();
  await test_?.drop();
}, 30_000);

async function train(): Promise<TrainRunInput> {
  const experimentId = randomUUID();
  const input: TrainRunInput = {
    runId: runIdOf(experimentId, 1),
    experimentId,
    runNumber: 1,
    organizationId: ids.organization,
    projectId: ids.project,
    resourceClassId: ids.resourceClass,
    graces: { checkpointMs: 500, sigtermMs: 500, sigkillMs: 500 },
    mode: "start",
    resumeCheckpointId: null,
    requestedByPersonId: null,
    requestedAt: new Date().toISOString(),
  };
  await database.pool.query(
    "INSERT INTO experiment (id, organization_id, project_id, name, manifest) VALUES ($1, $2, $3, $4, '{}')",
    [experimentId, ids.organization, ids.project, experimentId],
  );
  await database.pool.query("INSERT INTO outbox (kind, dedupe_key, payload) VALUES ('TRAIN', $1, $2)", [
    `train/${input.runId}`,
    JSON.stringify({ input, manifest: { training: { max_steps: 10 } } }),
  ]);
  return input;
}
async function fact(runId: string, source: string, sourceSequence: number, kind: string, body: object): Promise<void> {
  await database.pool.query(
    "INSERT INTO run_fact (run_id, source, source_sequence, kind, body, at) VALUES ($1, $2, $3, $4, $5, now())",
    [runId, source, sourceSequence, kind, JSON.stringify({ kind, ...body })],
  );
}
async function until(runId: string, wanted: Record<string, unknown>): Promise<Record<string, unknown>> {
  return vi.waitFor(
    async () => {
      const { rows } = await database.pool.query(
        "SELECT run.*, desired FROM run JOIN run_intent ON run_id = run.id WHERE run.id = $1",
        [runId],
      );
      expect(rows[0], String(errors[0] ?? "")).toMatchObject(wanted);
      return rows[0];
    },
    { timeout: 20_000, interval: 20 },
  );
}
async function running(): Promise<TrainRunInput> {
  const input = await train();
  await until(input.runId, { desired: "RUN" });
  await fact(input.runId, "launcher", 1, "CLAIMED", { homeId: ids.home, pid: 1 });
  await fact(input.runId, "events", 1, "FIRST_EVENT", { step: 0 });
  await until(input.runId, { status: "RUNNING", phase: "TRAINING" });
  return input;
}
const ended: EndedFact = {
  recorded: true,
  exitCode: 0,
  signal: null,
  stopConsumed: false,
  trainingComplete: true,
  finishedReason: "completed",
  errorMessage: null,
  checkpoint: null,
  processGroupEmpty: true,
  evidence: "SCAN",
  rungs: [],
  endedAt: new Date(0).toISOString(),
};
function request(): HaltRequest {
  return {
    haltId: randomUUID(),
    mode: "SAVE",
    requestedByPersonId: null,
    requestedVia: "SYSTEM",
    requestedAt: new Date().toISOString(),
  };
}

test("a run goes from Pending over Running to Succeeded", async () => {
  const input = await running();
  await fact(input.runId, "launcher", 2, "ENDED", { ended });
  await until(input.runId, { status: "SUCCEEDED", cause: "COMPLETED", phase: null });
}, 60_000);

test("a halt ends a running one Stopped, with a verified receipt", async () => {
  const input = await running();
  await client.workflow
    .getHandle(trainRunWorkflowId(input.experimentId, 1))
    .executeUpdate(HALT_UPDATE, { args: [request()] });
  await until(input.runId, { status: "STOPPING", desired: "STOP" });
  const checkpoint = { id: randomUUID(), step: 5, sha256: "a".repeat(64) };
  await fact(input.runId, "launcher", 2, "ENDED", {
    ended: { ...ended, stopConsumed: true, finishedReason: "stopped", trainingComplete: false, checkpoint },
  });
  const row = await until(input.runId, { status: "STOPPED", cause: "USER" });
  expect(row["receipt"]).toMatchObject({
    verified: true,
    checkpoint,
    resourcesReleased: true,
    noCheckpointReason: null,
    trainingComplete: false,
  });
}, 60_000);

test("a machine that stays silent ends Stopped unverified when the outer deadline has passed", async () => {
  const input = await running();
  await client.workflow
    .getHandle(trainRunWorkflowId(input.experimentId, 1))
    .executeUpdate(HALT_UPDATE, { args: [request()] });
  const row = await until(input.runId, { status: "STOPPED" });
  expect(row["receipt"]).toMatchObject({
    verified: false,
    resourcesReleased: false,
    noCheckpointReason: "UNREACHABLE",
  });
  await fact(input.runId, "agent", 1, "RECONCILED", { processGroupEmpty: true, checkpoint: null, message: "found" });
  await vi.waitFor(
    async () => {
      const { rows } = await database.pool.query(
        "SELECT receipt, (SELECT count(*) FROM lease WHERE run_id = $1) AS leases FROM run WHERE id = $1",
        [input.runId],
      );
      expect(rows[0]).toMatchObject({ receipt: { reconciliation: { processGroupEmpty: true } }, leases: 0 });
    },
    { timeout: 10_000 },
  );
}, 60_000);

test("a run whose workflow is gone is attached to again, and ends by its facts", async () => {
  const input = await running();
  await client.workflow.getHandle(trainRunWorkflowId(input.experimentId, 1)).terminate();
  await recoverRuns({ pool: database.pool, client, queues, onError: (error) => errors.push(error) });
  await fact(input.runId, "launcher", 2, "ENDED", { ended: { ...ended, exitCode: 2, errorMessage: "broken" } });
  await until(input.runId, { status: "FAILED", cause: "TRAINER_ERROR", cause_message: "broken" });
}, 60_000);
