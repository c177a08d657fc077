import { existsSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ArenaClient } from "@arena/sdk";
import {
  awaitEnd,
  awaitRun,
  awaitStep,
  clientOf,
  isRunning,
  ppo,
  rehearsal,
  rehearsalTrainer,
  runFolder,
  startRun,
} from "./experiments.ts";
import { assertInvariants } from "./invariants.ts";
import { processesWith } from "./processes.ts";
import { startSystem, type System } from "./system.ts";
import { until } from "./until.ts";
import { uuidOf } from "./experiments.ts";

let system: System;
let client: ArenaClient;
beforeAll(async () => {
  system = await startSystem(rehearsalTrainer);
  client = clientOf(system);
}, 300_000);
afterAll(async () => {
  await client?.close();
  await system?.stop();
});

/** Of the trainer itself: the process that the launcher started. */
function trainerPids(runId: string): number[] {
  return processesWith(`ARENA_RUN_ID=${uuidOf(runId)}`).map(({ pid }) => pid);
}

describe.each(["agent", "control-worker", "api"])("kill -9 of the %s", (component) => {
  test("while a run is Running: it trains on, in the same process, and can be halted", async () => {
    const { experimentId, runId } = await startRun(client, ppo({ max_steps: 1_000_000_000 }));
    await awaitRun(client, runId, "trains", isRunning);
    const before = trainerPids(runId);
    await system.killAndAwaitRestart(component);
    expect(trainerPids(runId)).toEqual(before);
    const { step } = (await client.run(runId))!;
    await awaitStep(client, runId, step + 10_000);
    await client.haltExperiment({ id: experimentId });
    const stopped = await awaitEnd(client, runId);
    expect(stopped).toMatchObject({ status: "STOPPED", cause: "USER", number: 1, receipt: { verified: true } });
    await assertInvariants(system);
  });

  test("while a run is Stopping: it ends Stopped with its checkpoint", async () => {
    const { experimentId, runId } = await startRun(client, rehearsal("slow-save"));
    await awaitRun(client, runId, "trains", isRunning);
    await client.haltExperiment({ id: experimentId });
    const stopping = await awaitRun(client, runId, "is Stopping", (run) => run.status === "STOPPING");
    expect(stopping.phase).toBe("CHECKPOINT_REQUESTED");
    await system.killAndAwaitRestart(component);
    expect(await client.run(runId)).toMatchObject({ status: "STOPPING" });
    writeFileSync(path.join(runFolder(system, runId), "go"), "");
    const stopped = await awaitEnd(client, runId);
    expect(stopped).toMatchObject({
      status: "STOPPED",
      receipt: { verified: true, processGroupEmpty: true, noCheckpointReason: null, signal: null },
    });
    expect(stopped.receipt!.checkpoint).not.toBeNull();
    await assertInvariants(system);
  });

  test("in the moment of the halt: it is carried out once", async () => {
    const { experimentId, runId } = await startRun(client, rehearsal("obeys"));
    await awaitRun(client, runId, "trains", isRunning);
    const halt = client.haltExperiment({ id: experimentId }).catch((error: unknown) => error);
    await system.killAndAwaitRestart(component);
    await halt;
    // What the killed api did not commit is asked again, as a person or the SDK would.
    await client.haltExperiment({ id: experimentId }).catch(() => undefined);
    expect(await awaitEnd(client, runId)).toMatchObject({ status: "STOPPED", receipt: { verified: true } });
    await assertInvariants(system);
  });
});

test("kill -9 of the whole: the trainer goes on, and the next start takes it up", async () => {
  const { experimentId, runId } = await startRun(client, rehearsal("obeys"));
  await awaitRun(client, runId, "trains", isRunning);
  const pids = trainerPids(runId);
  for (const component of ["api", "control-worker", "agent", "temporal"]) system.kill(component);
  await until(() => system.output().includes("temporal"), { what: () => "a word about it" });
  await system.awaitHealthy();
  expect(trainerPids(runId)).toEqual(pids);
  await client.haltExperiment({ id: experimentId });
  expect(await awaitEnd(client, runId)).toMatchObject({ status: "STOPPED", receipt: { verified: true } });
  expect(existsSync(path.join(runFolder(system, runId), "ended.json"))).toBe(true);
  await assertInvariants(system);
});
