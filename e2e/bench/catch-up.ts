/**
 * How fast a run's events arrive that an agent could not send: the lines of a real trainer, many times over, lie in a
 * run's directory when the agent's link comes back; beside it the floor of the same run, the same bytes posted to a
 * server that stores nothing. `node e2e/bench/catch-up.ts [events]`; needs ARENA_TEST_DATABASE_URL.
 */
import { spawn, type ChildProcess } from "node:child_process";
import { createHash, randomBytes, randomUUID } from "node:crypto";
import { once } from "node:events";
import { createWriteStream, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { open } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { awaitEnd, clientOf, ppo, startRun, uuidOf } from "../experiments.ts";
import { startSystem, type System } from "../system.ts";
import { until } from "../until.ts";

const EVENTS = Number(process.argv[2] ?? 400_000);
const TARGET_PER_SECOND = 20_000;
const TRAINED_STEPS = 60_000;
const PIECE_BYTES = 512 * 1024;
const AGENT = path.resolve(import.meta.dirname, "../../workflows/src/agent/main.ts");

interface MetricsEvent {
  seq: number;
  step: number;
  values: Record<string, number | null>;
}

const system = await startSystem();
const home = mkdtempSync(path.join(tmpdir(), "arena-catch-up-"));
try {
  const { runId, events } = await trainedRun(system);
  const wanted = { token: randomBytes(32).toString("base64url"), runId: randomUUID() };
  await seedRun(system, runId, wanted);
  const file = await writeEvents(path.join(home, "runs", wanted.runId), events);
  say(
    "floor: the same bytes to a server that stores nothing",
    file.events,
    await floorSeconds(file.path),
    sizeOf(file),
  );
  const seconds = await caughtUpSeconds(system, wanted, file.sizeBytes);
  await expectStoredOnce(system, wanted.runId, file);
  say(
    "caught up by the agent, api and PostgreSQL",
    file.events,
    seconds,
    `${rate(file.points, seconds)} points a second, wanted: ${TARGET_PER_SECOND.toLocaleString("en")} events`,
  );
} finally {
  rmSync(home, { recursive: true, force: true });
  await system.stop();
}

/** A short training, for lines as a trainer writes them. */
async function trainedRun(of: System): Promise<{ runId: string; events: MetricsEvent[] }> {
  const client = clientOf(of);
  try {
    const run = await startRun(client, ppo({ max_steps: TRAINED_STEPS }));
    const { status } = await awaitEnd(client, run.runId);
    const runId = uuidOf(run.runId);
    if (status !== "SUCCEEDED") throw new Error(`the training ended ${status}`);
    const text = readFileSync(path.join(of.dataDir, "home", "runs", runId, "events.ndjson"), "utf8");
    const lines = text.split("\n").filter((line) => line.includes('"type":"metrics"'));
    return { runId, events: lines.map((line) => JSON.parse(line) as MetricsEvent) };
  } finally {
    await client.close();
  }
}

/** A run at a home of its own, whose agent has been connected once and is away. */
async function seedRun(of: System, like: string, wanted: { token: string; runId: string }): Promise<void> {
  const { rows } = await of.pool.query<{ id: string }>(
    `INSERT INTO resource_class (id, organization_id, name, slug, kind, agent_token_hash)
     SELECT gen_random_uuid(), organization_id, 'Rack', 'rack', 'ON_PREM', $2 FROM run WHERE id = $1 RETURNING id`,
    [like, createHash("sha256").update(wanted.token).digest("hex")],
  );
  const agent = startAgent(of, wanted.token);
  const homeId = await until(
    async () => {
      const found = await of.pool.query<{ id: string }>("SELECT id FROM agent_home WHERE resource_class_id = $1", [
        rows[0]!.id,
      ]);
      return found.rows[0]?.id;
    },
    { what: () => "an agent that has registered" },
  );
  await end(agent);
  await of.pool.query(
    `INSERT INTO run (id, organization_id, project_id, experiment_id, number, manifest, resource_class_id, home_id, max_steps)
     SELECT $2, organization_id, project_id, experiment_id, number + 1, manifest, $3, $4, max_steps FROM run WHERE id = $1`,
    [like, wanted.runId, rows[0]!.id, homeId],
  );
}

interface Written {
  readonly path: string;
  readonly sizeBytes: number;
  readonly events: number;
  readonly points: number;
}

/** The trainer's lines over and over, their numbers and steps going on. */
async function writeEvents(directory: string, events: readonly MetricsEvent[]): Promise<Written> {
  mkdirSync(directory, { recursive: true });
  const file = path.join(directory, "events.ndjson");
  const stream = createWriteStream(file);
  let [sizeBytes, points] = [0, 0];
  for (let index = 0; index < EVENTS; index += 1) {
    const event = events[index % events.length]!;
    const step = event.step + Math.floor(index / events.length) * TRAINED_STEPS;
    const line = `${JSON.stringify({ ...event, seq: index + 1, step })}\n`;
    sizeBytes += Buffer.byteLength(line);
    points += Object.keys(event.values).length;
    if (!stream.write(line)) await once(stream, "drain");
  }
  stream.end();
  await once(stream, "close");
  return { path: file, sizeBytes, events: EVENTS, points };
}

async function floorSeconds(file: string): Promise<number> {
  const server = createServer((request, response) => request.on("end", () => response.end("{}")).resume());
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const handle = await open(file);
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const start = performance.now();
  for (const piece = Buffer.alloc(PIECE_BYTES); ;) {
    const { bytesRead } = await handle.read(piece, 0, PIECE_BYTES);
    if (bytesRead === 0) break;
    await (await fetch(address, { method: "POST", body: piece.subarray(0, bytesRead) })).text();
  }
  const seconds = (performance.now() - start) / 1_000;
  await handle.close();
  server.closeAllConnections();
  server.close();
  return seconds;
}

/** From the agent's registration until the server holds the last byte. */
async function caughtUpSeconds(of: System, { token, runId }: { token: string; runId: string }, sizeBytes: number) {
  const agent = startAgent(of, token);
  let said = "";
  agent.stderr!.on("data", (data: Buffer) => (said += data.toString()));
  try {
    await until(() => said.includes("registered with epoch"), { what: () => `a registration: ${said}`, everyMs: 2 });
    const start = performance.now();
    await until(async () => (await ackedOffset(of, runId)) === sizeBytes, {
      what: () => `the last of the events: ${said}`,
      deadlineMs: 600_000,
    });
    return (performance.now() - start) / 1_000;
  } finally {
    await end(agent);
  }
}

async function ackedOffset(of: System, runId: string): Promise<number> {
  const { rows } = await of.pool.query<{ acked: string }>(
    "SELECT acked_offset AS acked FROM ingest_offset WHERE run_id = $1 AND source = 'events'",
    [runId],
  );
  return Number(rows[0]?.acked ?? 0);
}

async function expectStoredOnce(of: System, runId: string, { points }: Written): Promise<void> {
  const { rows } = await of.pool.query<{ points: string }>(
    "SELECT sum(point_count) AS points FROM metric_series WHERE run_id = $1",
    [runId],
  );
  if (Number(rows[0]!.points) !== points) throw new Error(`${rows[0]!.points} points are stored of ${points}`);
}

function startAgent(of: System, token: string): ChildProcess {
  return spawn(process.execPath, [AGENT], {
    stdio: ["ignore", "ignore", "pipe"],
    env: { PATH: process.env.PATH, ARENA_AGENT_URL: of.address, ARENA_AGENT_TOKEN: token, ARENA_AGENT_HOME: home },
  });
}

async function end(agent: ChildProcess): Promise<void> {
  if (agent.exitCode !== null) return;
  const exited = once(agent, "exit");
  agent.kill("SIGTERM");
  await exited;
}

function sizeOf({ sizeBytes, points, events }: Written): string {
  return `${Math.round(sizeBytes / 1e6)} MB, ${(points / events).toFixed(1)} numbers an event`;
}

function rate(count: number, seconds: number): string {
  return Math.round(count / seconds).toLocaleString("en");
}

function say(name: string, events: number, seconds: number, more = ""): void {
  const figures = `${events.toLocaleString("en")} events in ${seconds.toFixed(1)} s, ${rate(events, seconds)} a second`;
  console.log([`${name.padEnd(56)} ${figures}`, more].filter(Boolean).join("; "));
}
