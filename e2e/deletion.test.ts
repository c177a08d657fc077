import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { ArenaClient } from "@arena/sdk";
import {
  awaitEnd,
  awaitRun,
  clientOf,
  isRunning,
  ppo,
  rehearsal,
  rehearsalTrainer,
  runFolder,
  startRun,
  uuidOf,
} from "./experiments.ts";
import { assertInvariants } from "./invariants.ts";
import { startSystem, type System } from "./system.ts";
import { until } from "./until.ts";

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

function checkpointFolders(runId: string): string[] {
  const folder = path.join(runFolder(system, runId), "checkpoints");
  return existsSync(folder) ? readdirSync(folder).sort() : [];
}
async function pathAndState(checkpointId: string): Promise<{ path: string; state: string }> {
  const { rows } = await system.pool.query<{ path: string; state: string }>(
    "SELECT path, state::text FROM checkpoint WHERE id = $1",
    [uuidOf(checkpointId)],
  );
  return rows[0]!;
}
const untilDeleted = (checkpointId: string) =>
  until(async () => (await pathAndState(checkpointId)).state === "DELETED", {
    what: () => `the checkpoint to be gone\n${system.output().slice(-1_000)}`,
  });

/** Several checkpoints, quickly. */
const training = () => ppo({ max_steps: 12_288, seed: 3, checkpoint_interval: 2_048 });

test("a deleted checkpoint's files go, and those of the others stay", async () => {
  const { experimentId, runId } = await startRun(client, training());
  const { checkpoints } = await awaitEnd(client, runId);
  const before = checkpointFolders(runId);
  expect(before.length).toBe(checkpoints.length);
  const [kept, deleted] = [checkpoints[0]!, checkpoints.at(-1)!];
  const { path: gone } = await pathAndState(deleted.id);
  await client.deleteCheckpoint({ id: deleted.id });
  await untilDeleted(deleted.id);
  expect(checkpointFolders(runId)).toEqual(before.filter((name) => name !== gone));
  expect(checkpoints.length).toBeGreaterThan(2);
  const resumed = await client.resumeExperiment({ checkpointId: kept.id, name: "From what was kept" });
  expect((await awaitEnd(client, resumed.run!.id)).status).toBe("SUCCEEDED");
  expect((await client.experiment(experimentId))?.status).toBe("SUCCEEDED");
  await assertInvariants(system);
});

test("a deleted experiment's files go, of all its runs", async () => {
  const { experimentId, runId } = await startRun(client, training());
  const { checkpoints } = await awaitEnd(client, runId);
  expect(checkpointFolders(runId)).toHaveLength(checkpoints.length);
  await client.deleteExperiment({ id: experimentId });
  for (const { id } of checkpoints) await untilDeleted(id);
  expect(checkpointFolders(runId)).toEqual([]);
  await assertInvariants(system);
});

test("a checkpoint that a run resumes from keeps its files until that run has its own", async () => {
  const parent = await startRun(client, rehearsal("obeys"));
  await awaitRun(client, parent.runId, "trains", isRunning);
  await client.haltExperiment({ id: parent.experimentId });
  const { id, missing } = (await awaitEnd(client, parent.runId)).checkpoints[0]!;
  const before = checkpointFolders(parent.runId);
  const child = await client.resumeExperiment({
    checkpointId: id,
    name: "Has a pin",
    acceptMissing: [...missing],
  });
  await awaitRun(client, child.run!.id, "trains", isRunning);
  await expect(client.deleteCheckpoint({ id })).rejects.toMatchObject({ code: "NOT_ALLOWED" });
  await client.deleteExperiment({ id: parent.experimentId });
  await until(async () => (await client.experiment(parent.experimentId)) === null, {
    what: () => "the experiment to be hidden",
  });
  expect((await pathAndState(id)).state).toBe("LIVE");
  expect(checkpointFolders(parent.runId)).toEqual(before);
  await client.haltExperiment({ id: child.experiment.id });
  expect(await awaitEnd(client, child.run!.id)).toMatchObject({ status: "STOPPED", receipt: { verified: true } });
  await untilDeleted(id);
  expect(checkpointFolders(parent.runId)).toEqual([]);
  await assertInvariants(system);
});

test("kill -9 of the agent in between loses no deletion", async () => {
  // Large enough that a removal takes a moment; the agent dies before, in and after it.
  const large = { ...rehearsal("obeys"), rehearsal_checkpoint_bytes: 64 * 1024 * 1024 };
  for (const killFirst of [true, false]) {
    const { experimentId, runId } = await startRun(client, large);
    await awaitRun(client, runId, "trains", isRunning);
    await client.haltExperiment({ id: experimentId });
    const { checkpoints } = await awaitEnd(client, runId);
    expect(checkpointFolders(runId)).toHaveLength(1);
    if (killFirst) system.kill("agent");
    await client.deleteCheckpoint({ id: checkpoints[0]!.id });
    if (!killFirst) system.kill("agent");
    await untilDeleted(checkpoints[0]!.id);
    expect(checkpointFolders(runId)).toEqual([]);
  }
  await system.awaitHealthy();
  await assertInvariants(system);
});

test("kill -9 of the api right after a deletion loses nothing either", async () => {
  const { runId } = await startRun(client, ppo({ max_steps: 2_048 }));
  const { checkpoints } = await awaitEnd(client, runId);
  await client.deleteCheckpoint({ id: checkpoints[0]!.id });
  await system.killAndAwaitRestart("api");
  await untilDeleted(checkpoints[0]!.id);
  expect(checkpointFolders(runId)).toHaveLength(checkpoints.length - 1);
  await assertInvariants(system);
});
