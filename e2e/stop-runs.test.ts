import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterEach, expect, test } from "vitest";
import type { ArenaClient } from "@arena/sdk";
import {
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
import { processesWith } from "./processes.ts";
import { startSystem, type System } from "./system.ts";
import { until } from "./until.ts";

let system: System;
let client: ArenaClient;
async function start(environment: Record<string, string> = {}, flags: readonly string[] = []): Promise<void> {
  system = await startSystem({ ...rehearsalTrainer, ...environment }, flags);
  client = clientOf(system);
}
afterEach(async () => {
  await client?.close();
  await system?.stop();
});

interface RunRow {
  readonly status: string;
  readonly cause: string | null;
  readonly started: boolean;
  readonly receipt: Record<string, unknown> | null;
}
async function rowOf(runId: string): Promise<RunRow> {
  const { rows } = await system.pool.query<RunRow>(
    "SELECT status, cause, started_at IS NOT NULL AS started, receipt FROM run WHERE id = $1",
    [uuidOf(runId)],
  );
  return rows[0]!;
}
const untilUpEnded = (deadlineMs = 60_000) =>
  until(() => system.exitCode() !== null, { what: () => `up to end:\n${system.output().slice(-2_000)}`, deadlineMs });
const allowEnd = (runId: string) => writeFileSync(path.join(runFolder(system, runId), "go"), "");

test("--stop-runs: running and waiting runs are halted, and have their receipts before anything is stopped", async () => {
  await start({ ARENA_LOCAL_CAPACITY: "2" }, ["--stop-runs"]);
  const slow = await startRun(client, rehearsal("slow-save"));
  const real = await startRun(client, ppo({ max_steps: 1_000_000_000 }));
  for (const { runId } of [slow, real]) await awaitRun(client, runId, "trains", isRunning);
  const waiting = await startRun(client, ppo());
  await awaitRun(client, waiting.runId, "waits", (run) => run.queuePlace !== null);
  system.signal("SIGTERM");
  await awaitRun(client, slow.runId, "is Stopping", (run) => run.status === "STOPPING");
  await until(async () => (await rowOf(real.runId)).status === "STOPPED", { what: () => "the other to end" });
  expect(system.exitCode()).toBeNull();
  expect(processesWith(`ARENA_RUN_ID=${uuidOf(slow.runId)}`)).not.toEqual([]);
  allowEnd(slow.runId);
  await untilUpEnded();
  expect(system.exitCode()).toBe(0);
  expect(system.output()).toContain("Stop all runs: all runs have ended");
  expect(system.output()).not.toContain("Running trainers go on");
  for (const { runId } of [slow, real]) {
    const row = await rowOf(runId);
    expect(row).toMatchObject({ status: "STOPPED", cause: "USER", started: true });
    expect(row.receipt).toMatchObject({
      requestedVia: "SYSTEM",
      requestedByPersonId: null,
      mode: "SAVE",
      verified: true,
      resourcesReleased: true,
      noCheckpointReason: null,
    });
    expect(processesWith(`ARENA_RUN_ID=${uuidOf(runId)}`)).toEqual([]);
  }
  const never = await rowOf(waiting.runId);
  expect(never).toMatchObject({ status: "STOPPED", started: false, receipt: { noCheckpointReason: "NOT_STARTED" } });
  const { rows } = await system.pool.query(
    "SELECT DISTINCT via, person_id FROM activity_record WHERE action = 'experiment.halt'",
  );
  expect(rows).toEqual([{ via: "SYSTEM", person_id: null }]);
});

test("ARENA_STOP_RUNS: a second Ctrl-C ends the waiting, and the halt goes on without anybody", async () => {
  await start({ ARENA_STOP_RUNS: "1" });
  const { runId } = await startRun(client, rehearsal("slow-save"));
  await awaitRun(client, runId, "trains", isRunning);
  system.signal("SIGINT");
  // What follows at once is the same Ctrl-C, passed on by another.
  system.signal("SIGINT");
  await awaitRun(client, runId, "is Stopping", (run) => run.status === "STOPPING");
  expect(system.exitCode()).toBeNull();

  await until(
    () => {
      if (system.exitCode() === null) system.signal("SIGINT");
      return system.exitCode() !== null;
    },
    { what: () => `up to end:\n${system.output().slice(-2_000)}`, deadlineMs: 30_000 },
  );
  expect(system.exitCode()).toBe(0);
  expect(system.output()).toContain("1 not ended yet; their halts go on");
  expect((await rowOf(runId)).status).toBe("STOPPING");
  const marker = `ARENA_RUN_ID=${uuidOf(runId)}`;
  expect(processesWith(marker)).not.toEqual([]);
  allowEnd(runId);
  await until(() => processesWith(marker).length === 0, { what: () => "the trainer to end by itself" });
});

test("a run that ends without proof is named: something of it may still be there", async () => {
  await start({}, ["--stop-runs"]);
  const graces = "checkpoint_grace_ms = 200, sigterm_grace_ms = 200, sigkill_grace_ms = 200";
  await system.pool.query(`UPDATE resource_class SET ${graces}`);
  const { runId } = await startRun(client, rehearsal("slow-save"));
  await awaitRun(client, runId, "trains", isRunning);
  const claim = JSON.parse(readFileSync(path.join(runFolder(system, runId), "claim"), "utf8")) as {
    launcherPid: number;
  };
  for (const pid of [claim.launcherPid, system.component("agent").pid]) process.kill(pid, "SIGSTOP");
  system.signal("SIGTERM");
  await untilUpEnded();
  expect(system.output()).toMatch(
    /Stop all runs: all runs have ended; without proof that nothing of it is left: .+, run 1/,
  );
  process.kill(claim.launcherPid, "SIGKILL");
  for (const { pid } of processesWith(`ARENA_RUN_ID=${uuidOf(runId)}`)) process.kill(pid, "SIGKILL");
});

test("nothing to stop: it ends at once; without the flag runs go on", async () => {
  await start({ ARENA_STOP_RUNS: "1" });
  await until(() => system.output().includes("Press Ctrl-C"), { what: () => "up to be ready" });
  system.signal("SIGTERM");
  await untilUpEnded(15_000);
  expect(system.output()).toContain("Stop all runs: all runs have ended");
  await client.close();
  await system.stop();

  await start();
  const { runId } = await startRun(client, rehearsal("obeys"));
  await awaitRun(client, runId, "trains", isRunning);
  system.signal("SIGTERM");
  await untilUpEnded(15_000);
  expect(system.output()).not.toContain("Stop all runs");
  expect(processesWith(`ARENA_RUN_ID=${uuidOf(runId)}`)).not.toEqual([]);
  expect((await rowOf(runId)).status).toBe("RUNNING");
});
