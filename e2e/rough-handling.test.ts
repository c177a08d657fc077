import { appendFileSync, readdirSync, rmSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { ArenaClient } from "@arena/sdk";
import {
  awaitEnd,
  awaitRun,
  clientOf,
  createExperiment,
  isRunning,
  ppo,
  rehearsal,
  rehearsalTrainer,
  runFolder,
  startRun,
  uuidOf,
} from "./experiments.ts";
import { assertInvariants } from "./invariants.ts";
import { processesWith } from "./processes.ts";
import { startSystem, type System } from "./system.ts";

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

const trainerOf = (runId: string): number => processesWith(`ARENA_RUN_ID=${uuidOf(runId)}`)[0]!.pid;
const launcherOf = (runId: string): number =>
  processesWith(uuidOf(runId)).find(({ command }) => command.includes("launcher"))!.pid;

async function running(behaviour = "obeys") {
  const started = await startRun(client, rehearsal(behaviour));
  await awaitRun(client, started.runId, "trains", isRunning);
  return started;
}

test("a trainer killed by its machine: Failed, infrastructure, by what", async () => {
  const { runId } = await running();
  process.kill(trainerOf(runId), "SIGKILL");
  const run = await awaitEnd(client, runId);
  expect(run).toMatchObject({ status: "FAILED", cause: "INFRASTRUCTURE" });
  expect(run.causeMessage).toContain("SIGKILL");
  await assertInvariants(system);
});

test("a launcher killed: the run ends, and nothing of it is left", async () => {
  const { runId } = await running();
  process.kill(launcherOf(runId), "SIGKILL");
  const run = await awaitEnd(client, runId);
  expect(run).toMatchObject({ status: "FAILED", cause: "INFRASTRUCTURE" });
  expect(processesWith(`ARENA_RUN_ID=${uuidOf(runId)}`)).toEqual([]);
});

test("a frozen trainer is ended by the ladder, and the receipt does not claim that anything was saved", async () => {
  await system.pool.query("UPDATE resource_class SET checkpoint_grace_ms = 400, sigterm_grace_ms = 400");
  try {
    const { experimentId, runId } = await running();
    process.kill(trainerOf(runId), "SIGSTOP");
    await client.haltExperiment({ id: experimentId });
    const { status, receipt } = await awaitEnd(client, runId);
    expect(status).toBe("STOPPED");
    expect(receipt).toMatchObject({
      signal: "SIGKILL",
      checkpoint: null,
      noCheckpointReason: "TRAINER_IGNORED",
      processGroupEmpty: true,
      verified: true,
    });
    await assertInvariants(system);
  } finally {
    await system.pool.query("UPDATE resource_class SET checkpoint_grace_ms = 120000, sigterm_grace_ms = 30000");
  }
});

test("a checkpoint whose file was changed, or is gone, is not resumed from, and the run says so", async () => {
  const { runId } = await startRun(client, ppo({ max_steps: 4_096 }));
  const checkpoint = (await awaitEnd(client, runId)).checkpoints[0]!;
  const folder = path.join(runFolder(system, runId), "checkpoints");
  const directory = path.join(
    folder,
    readdirSync(folder).find((name) => name.startsWith("step-"))!,
  );
  const state = readdirSync(directory).find((name) => name !== "manifest.json")!;
  appendFileSync(path.join(directory, state), "x");
  const changed = await client.resumeExperiment({ checkpointId: checkpoint.id, name: "changed" });
  const refused = await awaitEnd(client, changed.run!.id);
  expect(refused).toMatchObject({ status: "FAILED", cause: "REJECTED", startedAt: null });
  expect(refused.causeMessage).toContain("checkpoint");
  rmSync(directory, { recursive: true });
  const missing = await client.resumeExperiment({ checkpointId: checkpoint.id, name: "missing" });
  expect(await awaitEnd(client, missing.run!.id)).toMatchObject({ status: "FAILED", cause: "REJECTED" });
});

test("names of every kind come back as they were given", async () => {
  for (const name of [
    "🚀 rocket",
    "<script>alert(1)</script>",
    "مشروع ۱ می‌خواهم",
    "O'Brien; DROP TABLE run",
    "a/b\\c%00",
  ]) {
    const { id } = await createExperiment(client, ppo(), name);
    expect((await client.experiment(id))!.name).toBe(name.trim());
  }
});

test("train right after halt, resume while stopping, halt right after train: each is carried out or refused in words", async () => {
  const { experimentId, runId } = await running("slow-save");
  await client.haltExperiment({ id: experimentId });
  await awaitRun(client, runId, "is Stopping", (run) => run.status === "STOPPING");
  await expect(client.trainExperiment({ id: experimentId })).rejects.toThrow("It is stopping.");
  await client.haltExperiment({ id: experimentId, mode: "KILL" });
  await awaitEnd(client, runId);
  const again = await client.trainExperiment({ id: experimentId });
  await client.haltExperiment({ id: experimentId, mode: "KILL" });
  expect((await awaitEnd(client, again.run!.id)).status).toBe("STOPPED");
  await assertInvariants(system);
});

test("nothing secret is in the logs or in Temporal's file", async () => {
  const secrets = [system.apiKey, system.password];
  const files = [
    ...readdirSync(path.join(system.dataDir, "logs")).map((name) => path.join(system.dataDir, "logs", name)),
    ...["temporal.db", "temporal.db-wal"].map((name) => path.join(system.dataDir, name)),
  ];
  const { readFileSync } = await import("node:fs");
  for (const file of files) {
    const text = readFileSync(file, "latin1");
    for (const secret of secrets)
      expect([path.basename(file), text.includes(secret)]).toEqual([path.basename(file), false]);
  }
});
