import { afterAll, beforeAll, expect, test } from "vitest";
import type { ArenaClient } from "@arena/sdk";
import {
  awaitEnd,
  awaitRun,
  clientOf,
  isRunning,
  rehearsal,
  rehearsalTrainer,
  startRun,
  uuidOf,
} from "./experiments.ts";
import { assertInvariants } from "./invariants.ts";
import { startSystem, type System } from "./system.ts";

let system: System;
let client: ArenaClient;
beforeAll(async () => {
  system = await startSystem(rehearsalTrainer);
  client = clientOf(system);
  await system.pool.query(
    "UPDATE resource_class SET checkpoint_grace_ms = 700, sigterm_grace_ms = 600, sigkill_grace_ms = 5000",
  );
}, 300_000);
afterAll(async () => {
  await client?.close();
  await system?.stop();
});

async function haltWhenRunning(behaviour: string) {
  const started = await startRun(client, rehearsal(behaviour));
  await awaitRun(client, started.runId, "trains", isRunning);
  await client.haltExperiment({ id: started.experimentId });
  return started;
}

test("one that ignores the stop request gets SIGTERM when its time is up", async () => {
  const { runId } = await haltWhenRunning("ignores-stop");
  const { status, receipt } = await awaitEnd(client, runId);
  expect(status).toBe("STOPPED");
  expect(receipt!.rungs.map(({ name, outcome }) => `${name} ${outcome}`)).toEqual([
    "CHECKPOINT EXPIRED",
    "SIGTERM DONE",
    "RELEASE DONE",
  ]);
  expect(receipt).toMatchObject({ exitCode: 0, signal: null, verified: true, processGroupEmpty: true });
  expect(receipt!.checkpoint).not.toBeNull();
  await assertInvariants(system);
});

test("one that ignores SIGTERM too is killed, and the receipt says that nothing was saved and why", async () => {
  const { runId } = await haltWhenRunning("ignores-sigterm");
  const { status, receipt } = await awaitEnd(client, runId);
  expect(status).toBe("STOPPED");
  expect(receipt!.rungs.map(({ name, outcome }) => `${name} ${outcome}`)).toEqual([
    "CHECKPOINT EXPIRED",
    "SIGTERM EXPIRED",
    "SIGKILL DONE",
    "RELEASE DONE",
  ]);
  expect(receipt).toMatchObject({
    exitCode: null,
    signal: "SIGKILL",
    checkpoint: null,
    noCheckpointReason: "TRAINER_IGNORED",
    verified: true,
    processGroupEmpty: true,
  });
  await assertInvariants(system);
});

test("force goes to the next rung before its deadline", async () => {
  await system.pool.query("UPDATE resource_class SET checkpoint_grace_ms = 600000, sigterm_grace_ms = 600000");
  try {
    const { experimentId, runId } = await haltWhenRunning("ignores-sigterm");
    await awaitRun(client, runId, "is asked to save", (run) => run.phase === "CHECKPOINT_REQUESTED");
    await client.haltExperiment({ id: experimentId, force: true });
    await awaitRun(client, runId, "gets SIGTERM", (run) => run.phase === "TERMINATING");
    await client.haltExperiment({ id: experimentId, force: true });
    const { status, receipt } = await awaitEnd(client, runId);
    expect(status).toBe("STOPPED");
    expect(receipt).toMatchObject({ signal: "SIGKILL", noCheckpointReason: "FORCED", verified: true });
    await assertInvariants(system);
  } finally {
    await system.pool.query("UPDATE resource_class SET checkpoint_grace_ms = 700, sigterm_grace_ms = 600");
  }
});

test("one that crashes: Failed, with its own words", async () => {
  const { runId } = await startRun(client, rehearsal("crash"));
  const run = await awaitEnd(client, runId);
  expect(run).toMatchObject({ status: "FAILED", cause: "TRAINER_ERROR", receipt: null });
  expect(run.causeMessage).toContain("out of luck");
  await assertInvariants(system);
});

test("one that dies in the middle of a line: Failed, and the half line is not believed", async () => {
  const { runId } = await startRun(client, rehearsal("half-line"));
  const run = await awaitEnd(client, runId);
  expect(run).toMatchObject({ status: "FAILED", cause: "INFRASTRUCTURE" });
  const [score] = await client.runMetrics({ id: runId, names: ["score"] });
  expect(score).toMatchObject({ steps: [1], values: [1] });
  const logs = await client.runLogs({ id: runId, first: 1000 });
  const messages = logs.map(({ message }) => message);
  expect(messages).toContain("an end without its newline (cut)");
  expect(messages).toContainEqual(expect.stringContaining("event line cut"));
});

test("one that writes a line of 10 MB: what is around it is kept, and the run goes on", async () => {
  const { runId } = await startRun(client, rehearsal("long-line"));
  const run = await awaitEnd(client, runId);
  expect(run).toMatchObject({ status: "SUCCEEDED", cause: "COMPLETED" });
  const [score] = await client.runMetrics({ id: runId, names: ["score"] });
  expect(score).toMatchObject({ steps: [1], values: [1] });
  const logs = await client.runLogs({ id: runId, first: 1000 });
  expect(logs.map(({ message }) => message)).toContain("after the long line");
  const longest = Math.max(...logs.map(({ message }) => message.length));
  expect(longest).toBeLessThanOrEqual(1024 * 1024);
});

test("a halt that meets a trainer just finishing: Stopped, and the receipt says that training was complete", async () => {
  const { runId } = await haltWhenRunning("finishing");
  const { status, receipt } = await awaitEnd(client, runId);
  expect(status).toBe("STOPPED");
  expect(receipt).toMatchObject({ trainingComplete: true, exitCode: 0, verified: true });
  expect(receipt!.checkpoint).not.toBeNull();
  await assertInvariants(system);
});

test("a halt twice: one receipt, of the first that asked", async () => {
  const { experimentId, runId } = await startRun(client, rehearsal("obeys"));
  await awaitRun(client, runId, "trains", isRunning);
  const [first, second] = await Promise.all([
    client.haltExperiment({ id: experimentId }),
    client.haltExperiment({ id: experimentId }),
  ]);
  expect(first.id).toBe(second.id);
  await awaitEnd(client, runId);
  const { rows } = await system.pool.query(
    "SELECT count(*)::int AS count FROM run_event WHERE run_id = $1 AND kind = 'RECEIPT'",
    [uuidOf(runId)],
  );
  expect(rows).toEqual([{ count: 1 }]);
});
