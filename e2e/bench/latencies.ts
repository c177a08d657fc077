/**
 * What a person waits for, measured by a subscriber over the SDK on the whole system: each figure with its floor of the
 * same run. `node e2e/bench/latencies.ts [rounds]`; needs ARENA_TEST_DATABASE_URL.
 */
import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import type { ArenaClient } from "@arena/sdk";
import { clientOf, createExperiment, ppo, rehearsal, rehearsalTrainer, uuidOf } from "../experiments.ts";
import { startSystem, type System } from "../system.ts";
import { emptyWorkflowMs } from "./empty-workflow.ts";

export interface Latency {
  readonly name: string;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly targetMs: number | null;
}

const WARM_UP_ROUNDS = 3;
const CHECKPOINT_BYTES = 1_000_000;

export async function benchLatencies(rounds: number): Promise<Latency[]> {
  const system = await startSystem(rehearsalTrainer);
  const client = clientOf(system);
  try {
    for (let round = 0; round < WARM_UP_ROUNDS; round += 1) await lifeOfARun(system, client);
    const lives: Life[] = [];
    for (let round = 0; round < rounds; round += 1) lives.push(await lifeOfARun(system, client));
    const column = (name: string, pick: (life: Life) => number, targetMs: number | null): Latency =>
      latency(name, lives.map(pick), targetMs);
    return [
      latency("floor: an empty workflow, start to result", await emptyWorkflowMs(system, rounds), null),
      latency("floor: a bare Node process, start to exit", await timed(rounds, bareProcess), null),
      column("Train → answered", (life) => life.answeredMs, null),
      column("Train → Running, seen by a subscriber", (life) => life.runningMs, 300),
      column("Halt → request at the trainer", (life) => life.stopSeenMs, 100),
      column(
        `Halt → Stopped, with a verified checkpoint of ${CHECKPOINT_BYTES / 1e6} MB`,
        (life) => life.stoppedMs,
        500,
      ),
    ];
  } finally {
    await client.close();
    await system.stop();
  }
}

interface Life {
  readonly answeredMs: number;
  readonly runningMs: number;
  readonly stopSeenMs: number;
  readonly stoppedMs: number;
}

/** One run, trained and halted; times are taken where a person's client sees them. */
async function lifeOfARun(system: System, client: ArenaClient): Promise<Life> {
  const manifest = { ...rehearsal("obeys"), rehearsal_checkpoint_bytes: CHECKPOINT_BYTES };
  const { id } = await createExperiment(client, { ...ppo(), ...manifest }, randomUUID());
  const trainAt = performance.now();
  const { run } = await client.trainExperiment({ id });
  const answeredMs = performance.now() - trainAt;
  let runningMs = 0;
  let haltAt = 0;
  let haltAtWall = 0;
  let stoppedMs = 0;
  for await (const { snapshot, events } of client.followRun(run!.id)) {
    const statuses = events.map((event) => (event.payload as { status?: string }).status);
    const seen = [snapshot?.status, ...statuses];
    if (runningMs === 0 && seen.includes("RUNNING")) {
      runningMs = performance.now() - trainAt;
      haltAt = performance.now();
      haltAtWall = Date.now();
      void client.haltExperiment({ id });
    }
    if (seen.includes("STOPPED")) stoppedMs = performance.now() - haltAt;
  }
  const { rows } = await system.pool.query<{ at: Date }>(
    "SELECT at FROM run_fact WHERE run_id = $1 AND kind = 'STOP_SEEN'",
    [uuidOf(run!.id)],
  );
  const receipt = (await client.run(run!.id))?.receipt;
  if (!receipt?.verified || receipt.checkpoint === null) throw new Error("a halt ended without a verified checkpoint");
  return { answeredMs, runningMs, stopSeenMs: rows[0]!.at.getTime() - haltAtWall, stoppedMs };
}

async function timed(rounds: number, work: () => Promise<void>): Promise<number[]> {
  const all: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const start = performance.now();
    await work();
    all.push(performance.now() - start);
  }
  return all;
}

function bareProcess(): Promise<void> {
  return new Promise((resolve, reject) => {
    spawn(process.execPath, ["-e", "0"], { stdio: "ignore" })
      .once("exit", () => resolve())
      .once("error", reject);
  });
}

function latency(name: string, all: readonly number[], targetMs: number | null): Latency {
  const sorted = all.toSorted((a, b) => a - b);
  const at = (share: number): number =>
    Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]!);
  return { name, p50Ms: at(0.5), p95Ms: at(0.95), targetMs };
}

if (import.meta.main) {
  for (const { name, p50Ms, p95Ms, targetMs } of await benchLatencies(Number(process.argv[2] ?? 20))) {
    const target = targetMs === null ? "" : `target ${targetMs} ms`;
    console.log(
      `${name.padEnd(60)} p50 ${String(p50Ms).padStart(5)} ms  p95 ${String(p95Ms).padStart(5)} ms  ${target}`,
    );
  }
}
