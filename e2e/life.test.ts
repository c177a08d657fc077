import { afterAll, beforeAll, expect, test } from "vitest";
import type { ArenaClient, RunMessage } from "@arena/sdk";
import { assertInvariants } from "./invariants.ts";
import {
  awaitEnd,
  awaitRun,
  awaitStep,
  clientOf,
  createExperiment,
  isRunning,
  ppo,
  startRun,
  statusesOf,
  train,
} from "./experiments.ts";
import { startSystem, type System } from "./system.ts";
import { until } from "./until.ts";

let system: System;
let client: ArenaClient;
beforeAll(async () => {
  system = await startSystem();
  client = clientOf(system);
}, 300_000);
afterAll(async () => {
  await client?.close();
  await system?.stop();
});

/** Everything measured but the speed, which is the one metric that depends on the clock. */
async function curves(runId: string): Promise<Map<string, [number, number | null][]>> {
  const series = await client.runMetrics({ id: runId, maxPoints: 100_000 });
  return new Map(
    series
      .filter(({ name }) => name !== "steps_per_second")
      .map(({ name, steps, values }) => [name, steps.map((step, index) => [step, values[index] ?? null])]),
  );
}

test("a run trains to its end, and a subscriber is told each status", async () => {
  const { runId } = await startRun(client, ppo({ max_steps: 20_000, seed: 1 }));
  const messages: RunMessage[] = [];
  for await (const message of client.followRun(runId)) messages.push(message);
  expect(statusesOf(messages)).toEqual(["PENDING", "RUNNING", "SUCCEEDED"]);
  const again: RunMessage[] = [];
  for await (const message of client.followRun(runId, { afterSequence: messages.at(-1)!.sequence }))
    again.push(message);
  expect(again.at(-1)).toMatchObject({ missed: false, snapshot: { status: "SUCCEEDED" } });
  const run = await awaitEnd(client, runId);
  expect(run).toMatchObject({ status: "SUCCEEDED", cause: "COMPLETED", step: 20_000, receipt: null });
  expect(run.checkpoints[0]).toMatchObject({ step: 20_000, complete: true });
  await assertInvariants(system);
});

test.each(["PPO", "DQN"])(
  "%s: halted and resumed twice, the end equals the uninterrupted run's, bit for bit",
  async (name) => {
    const manifest = { ...ppo({ max_steps: 40_000, seed: 7 }), algorithm: { name } };
    const whole = await startRun(client, manifest);
    const reference = await awaitEnd(client, whole.runId, 120_000);
    expect(reference.status).toBe("SUCCEEDED");

    let current = await startRun(client, manifest);
    const parts = [current.runId];
    for (const haltAt of [9_000, 22_000]) {
      await awaitStep(client, current.runId, haltAt);
      await client.haltExperiment({ id: current.experimentId });
      const stopped = await awaitEnd(client, current.runId);
      expect(stopped).toMatchObject({ status: "STOPPED", cause: "USER" });
      expect(stopped.receipt).toMatchObject({
        mode: "SAVE",
        requestedVia: "SDK",
        verified: true,
        processGroupEmpty: true,
        resourcesReleased: true,
        exitCode: 0,
        trainingComplete: false,
        noCheckpointReason: null,
      });
      const checkpoint = stopped.checkpoints[0]!;
      expect(stopped.receipt!.checkpoint).toMatchObject({ id: checkpoint.id, sha256: checkpoint.sha256 });
      const resumed = await client.resumeExperiment({ checkpointId: checkpoint.id, name: `${name} from ${haltAt}` });
      expect(resumed.experiment.parent).toMatchObject({ step: checkpoint.step });
      current = { experimentId: resumed.experiment.id, runId: resumed.run!.id };
      parts.push(current.runId);
    }
    const last = await awaitEnd(client, current.runId, 120_000);
    expect(last.status).toBe("SUCCEEDED");
    expect(last.checkpoints[0]!.sha256).toBe(reference.checkpoints[0]!.sha256);

    const expected = await curves(whole.runId);
    const pieces = await Promise.all(parts.map(curves));
    for (const [series, points] of expected) {
      expect([series, pieces.flatMap((piece) => piece.get(series) ?? [])]).toEqual([series, points]);
    }
    await assertInvariants(system);
  },
  240_000,
);

test("halted before it starts, it ends Stopped without having started anything", async () => {
  await system.pool.query("UPDATE resource_class SET capacity = 0");
  try {
    const { experimentId, runId } = await startRun(client, ppo());
    const waiting = await awaitRun(client, runId, "waits in the queue", (run) => run.queuePlace !== null);
    expect(waiting).toMatchObject({ status: "PENDING", phase: "WAITING_FOR_CAPACITY", queuePlace: 1 });
    await client.haltExperiment({ id: experimentId });
    const stopped = await awaitEnd(client, runId);
    expect(stopped).toMatchObject({ status: "STOPPED", cause: "USER", startedAt: null });
    expect(stopped.receipt).toMatchObject({
      checkpoint: null,
      noCheckpointReason: "NOT_STARTED",
      exitCode: null,
      signal: null,
    });
    await assertInvariants(system);
  } finally {
    await system.pool.query("UPDATE resource_class SET capacity = 4");
  }
});

test("train, halt and resume again on one experiment: earlier runs keep what is theirs", async () => {
  const experiment = await createExperiment(client, ppo({ max_steps: 100_000_000 }));
  const first = await train(client, experiment.id);
  await awaitRun(client, first.runId, "trains", isRunning);
  await client.haltExperiment({ id: experiment.id });
  const stopped = await awaitEnd(client, first.runId);
  const again = await train(client, experiment.id);
  expect(again.runId).not.toBe(first.runId);
  await awaitRun(client, again.runId, "trains", isRunning);
  await client.haltExperiment({ id: experiment.id });
  await awaitEnd(client, again.runId);
  const resumed = await client.resumeExperiment({ checkpointId: stopped.checkpoints[0]!.id });
  expect(resumed.experiment.id).toBe(experiment.id);
  expect(resumed.run).toMatchObject({ number: 3 });
  const running = await awaitRun(client, resumed.run!.id, "trains", isRunning);
  expect(running.step).toBeGreaterThanOrEqual(stopped.checkpoints[0]!.step);
  await client.haltExperiment({ id: experiment.id });
  await awaitEnd(client, resumed.run!.id);
  expect(await client.run(first.runId)).toMatchObject({ status: "STOPPED", receipt: stopped.receipt });
  await assertInvariants(system);
});

test("double clicks, retries and two people at once start one run", async () => {
  const { id } = await createExperiment(client, ppo({ max_steps: 100_000_000 }));
  const answers = await Promise.allSettled([
    client.trainExperiment({ id, idempotencyKey: "click" }),
    client.trainExperiment({ id, idempotencyKey: "click" }),
    client.trainExperiment({ id }),
  ]);
  const runs = answers.flatMap((answer) => (answer.status === "fulfilled" ? [answer.value.run!.id] : []));
  expect(runs.length).toBeGreaterThanOrEqual(2);
  expect(new Set(runs).size).toBe(1);
  await awaitRun(client, runs[0]!, "trains", isRunning);
  await Promise.all([
    client.haltExperiment({ id }),
    client.haltExperiment({ id }),
    client.haltExperiments({ ids: [id] }),
  ]);
  await awaitEnd(client, runs[0]!);
  const receipts = (await client.runEvents({ id: runs[0]!, first: 1000 })).filter((event) => event.kind === "RECEIPT");
  expect(receipts).toHaveLength(1);
  await assertInvariants(system);
});

test("deleting hides the experiment and frees its name", async () => {
  const { experimentId, runId } = await startRun(client, ppo({ max_steps: 2_048 }));
  await awaitEnd(client, runId);
  const name = (await client.experiment(experimentId))!.name;
  await client.deleteExperiment({ id: experimentId });
  await until(async () => (await client.experiment(experimentId)) === null, {
    what: () => "the experiment to be gone",
  });
  await createExperiment(client, ppo(), name);
  await assertInvariants(system);
});
