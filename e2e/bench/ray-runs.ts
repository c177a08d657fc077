/**
 * A run on a warm Ray cluster of two workers, through the whole of Arena, beside plain Ray Jobs that do the same with a
 * bare trainer. `node e2e/bench/ray-runs.ts [rounds]`; needs ARENA_TEST_DATABASE_URL and Python for Ray.
 */
import { spawn } from "node:child_process";
import { createHash, randomBytes, randomUUID } from "node:crypto";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { ArenaClient } from "@arena/sdk";
import { installRay } from "../../workflows/test/ray/installed-ray.ts";
import { releasedPrograms } from "../../workflows/test/ray/ray-bed.ts";
import { RayCluster } from "../../workflows/test/ray/ray-cluster.ts";
import { clientOf, createExperiment, rehearsal, rehearsalTrainer } from "../experiments.ts";
import { startSystem, type System } from "../system.ts";
import { until } from "../until.ts";

const ROUNDS = Number(process.argv[2] ?? 5);
const TRAINER = path.resolve(import.meta.dirname, "../fixtures/trainer.mjs");
const EVERY_MS = 5;

interface Times {
  readonly runningMs: number;
  readonly stoppedMs: number;
}

const ray = await installRay();
if (typeof ray === "string") {
  console.log(`not measured: ${ray}`);
  process.exit(0);
}
const directory = mkdtempSync(path.join(tmpdir(), "arena-ray-bench-"));
const cluster = await new RayCluster(ray).start(1);
try {
  const plain = await rounds(() => plainJob());
  const arena = await throughArena();
  say("plain Ray Jobs: submit → first line", plain, "runningMs");
  say("Arena: Train → Running, seen by a subscriber", arena, "runningMs");
  say("plain Ray Jobs: stop → STOPPED", plain, "stoppedMs");
  say("Arena: Halt → Stopped, with a verified checkpoint", arena, "stoppedMs");
} finally {
  await cluster.dispose();
  rmSync(directory, { recursive: true, force: true });
}

/** The first round is to warm up. */
async function rounds(one: () => Promise<Times>): Promise<Times[]> {
  const all: Times[] = [];
  for (let round = 0; round <= ROUNDS; round += 1) all.push(await one());
  return all.slice(1);
}

async function plainJob(): Promise<Times> {
  const id = randomUUID();
  const file = (name: string): string => path.join(directory, id, name);
  mkdirSync(file("checkpoints"), { recursive: true });
  writeFileSync(file("manifest.json"), JSON.stringify(rehearsal("obeys")));
  const submittedAt = performance.now();
  await cluster.api.submit({
    submission_id: id,
    entrypoint: `${process.execPath} ${TRAINER}`,
    entrypoint_num_cpus: 1,
    metadata: {},
    runtime_env: {
      env_vars: {
        ARENA_MANIFEST: file("manifest.json"),
        ARENA_EVENTS: file("events.ndjson"),
        ARENA_CHECKPOINTS: file("checkpoints"),
        ARENA_STOP_FILE: file("stop.json"),
      },
    },
  });
  await until(() => existsSync(file("events.ndjson")), { what: () => "the first line", everyMs: EVERY_MS });
  const runningMs = performance.now() - submittedAt;
  // Ray stops only what it has seen running.
  await untilStatus(id, "RUNNING");
  const stopAt = performance.now();
  await cluster.api.stop(id);
  await untilStatus(id, "STOPPED");
  return { runningMs, stoppedMs: performance.now() - stopAt };
}

function untilStatus(id: string, status: string): Promise<boolean> {
  return until(async () => (await cluster.api.job(id))?.status === status, { what: () => status, everyMs: EVERY_MS });
}

async function throughArena(): Promise<Times[]> {
  const { agent: program, launcher } = await releasedPrograms();
  const system = await startSystem(rehearsalTrainer);
  const client = clientOf(system);
  const token = randomBytes(32).toString("base64url");
  const classId = await seedClass(system, token);
  const agent = spawn(process.execPath, [program], {
    stdio: "ignore",
    env: {
      ...rehearsalTrainer,
      PATH: process.env.PATH,
      ARENA_AGENT_URL: system.address,
      ARENA_AGENT_TOKEN: token,
      ARENA_AGENT_HOME: path.join(directory, "home"),
      ARENA_RAY_ADDRESS: cluster.url,
      ARENA_RAY_TOKEN_PATH: cluster.tokenPath,
      ARENA_LAUNCHER_PROGRAM: launcher,
    },
  });
  try {
    return await rounds(() => arenaRun(client, classId));
  } finally {
    const exited = once(agent, "exit");
    agent.kill("SIGTERM");
    await exited;
    await client.close();
    await system.stop();
  }
}

/** A class of one CPU on one of the workers; its id as the SDK has it. */
async function seedClass(system: System, token: string): Promise<string> {
  await system.pool.query(
    `INSERT INTO resource_class (id, organization_id, name, slug, kind, nodes, cpus, gpus, agent_token_hash)
     SELECT gen_random_uuid(), id, 'Rack', 'rack', 'ON_PREM', 1, 1, 0, $1 FROM organization`,
    [createHash("sha256").update(token).digest("hex")],
  );
  const client = clientOf(system);
  try {
    await client.enableOnPrem();
    return (await client.onPremClasses({ first: 1 }))!.edges[0]!.node.id;
  } finally {
    await client.close();
  }
}

async function arenaRun(client: ArenaClient, resourceClassId: string): Promise<Times> {
  const { id } = await createExperiment(client, rehearsal("obeys"), randomUUID());
  await client.updateExperiment({ id, resourceClassId });
  const trainAt = performance.now();
  const { run } = await client.trainExperiment({ id });
  let [runningMs, haltAt, stoppedMs] = [0, 0, 0];
  for await (const { snapshot, events } of client.followRun(run!.id, { signal: AbortSignal.timeout(120_000) })) {
    const seen = [snapshot?.status, ...events.map((event) => (event.payload as { status?: string }).status)];
    if (runningMs === 0 && seen.includes("RUNNING")) {
      haltAt = performance.now();
      runningMs = haltAt - trainAt;
      void client.haltExperiment({ id });
    }
    if (seen.includes("STOPPED")) stoppedMs = performance.now() - haltAt;
  }
  const ended = await client.run(run!.id);
  if (runningMs === 0 || ended?.receipt?.verified !== true) throw new Error(`a run ended ${ended?.status} unproven`);
  return { runningMs, stoppedMs };
}

function say(name: string, all: readonly Times[], figure: keyof Times): void {
  const sorted = all.map((times) => times[figure]).toSorted((a, b) => a - b);
  const at = (share: number): string =>
    `${Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]!)} ms`;
  console.log(`${name.padEnd(52)} p50 ${at(0.5).padStart(8)}  longest ${at(1).padStart(8)}`);
}
