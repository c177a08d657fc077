import { spawn, type ChildProcess } from "node:child_process";
import { randomBytes, randomUUID } from "node:crypto";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import pg from "pg";
import { freePort } from "../scripts/up/free-port.mjs";
import { until } from "./until.ts";

const root = path.resolve(import.meta.dirname, "..");

export interface ComponentState {
  readonly pid: number;
  readonly port?: number;
}

/** The whole of Arena as `npm run up` starts it, in a data directory and a database of its own. */
export interface System {
  readonly address: string;
  readonly dataDir: string;
  readonly apiKey: string;
  readonly email: string;
  readonly password: string;
  readonly pool: pg.Pool;
  /** What `up` has printed so far. */
  output(): string;
  component(name: string): ComponentState;
  /** kill -9 of one component; resolves when the supervisor has started it again and everything is ready. */
  killAndAwaitRestart(name: string): Promise<void>;
  /** kill -9 without waiting. */
  kill(name: string): number;
  awaitHealthy(): Promise<void>;
  /** To `up` itself. */
  signal(signal: "SIGINT" | "SIGTERM"): void;
  /** Null while `up` runs. */
  exitCode(): number | null;
  stop(): Promise<void>;
}

/** Where it runs, if not right here. */
export interface SystemPlace {
  /** What its command is given to. */
  readonly within: readonly [string, ...string[]];
  /** Makes the database's port reachable there. */
  reachDatabase(url: string): Promise<void>;
  /** Makes the port of its pages reachable here. */
  openPort(port: number): Promise<void>;
}

export async function startSystem(
  environment: Readonly<Record<string, string>> = {},
  flags: readonly string[] = [],
  wantedPort: number | null = null,
  place: SystemPlace | null = null,
): Promise<System> {
  const database = await createEmptyDatabase();
  await place?.reachDatabase(database.url);
  const dataDir = mkdtempSync(path.join(tmpdir(), "arena-e2e-"));
  const port = wantedPort ?? (await freePort());
  const address = `http://localhost:${port}`;
  const apiKey = `arena_pat_${randomUUID()}_${randomBytes(32).toString("base64url")}`;
  const email = "manager@acme.test";
  const password = randomBytes(12).toString("base64url");
  await place?.openPort(port);
  const start = [process.execPath, "scripts/up.mjs", "--port", String(port), "--data", dataDir, ...flags];
  const [command, ...args] = [...(place?.within ?? []), ...start] as [string, ...string[]];
  const child = spawn(command, args, {
    cwd: root,
    env: {
      ...process.env,
      DATABASE_URL: database.url,
      ARENA_ADMIN_API_KEY: apiKey,
      ARENA_ADMIN_EMAIL: email,
      ARENA_ADMIN_PASSWORD: password,
      ARENA_LOCAL_CAPACITY: "4",
      ...environment,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (output += chunk.toString()));
  const pool = new pg.Pool({ connectionString: database.url, max: 4 });
  pool.on("error", () => undefined);

  const components = (): Record<string, ComponentState> =>
    (
      JSON.parse(readFileSync(path.join(dataDir, "state.json"), "utf8")) as {
        components: Record<string, ComponentState>;
      }
    ).components;
  const component = (name: string): ComponentState => {
    const found = components()[name];
    if (!found) throw new Error(`no component ${name} in state.json`);
    return found;
  };
  const awaitHealthy = async (): Promise<void> => {
    await until(
      async () => {
        if (child.exitCode !== null) throw new Error(`up ended with ${child.exitCode}:\n${output}`);
        const answer = await fetch(`${address}/healthz`, { signal: AbortSignal.timeout(2_000) }).catch(() => null);
        return answer?.status === 200;
      },
      { what: () => `a healthy system; so far:\n${output.slice(-4_000)}`, deadlineMs: 180_000 },
    );
  };
  const kill = (name: string): number => {
    const { pid } = component(name);
    process.kill(pid, "SIGKILL");
    return pid;
  };
  const system: System = {
    address,
    dataDir,
    apiKey,
    email,
    password,
    pool,
    component,
    kill,
    awaitHealthy,
    output: () => output,
    signal: (signal) => void child.kill(signal),
    exitCode: () => child.exitCode,
    async killAndAwaitRestart(name) {
      const old = kill(name);
      await until(() => components()[name]?.pid !== old, { what: () => `${name} started again`, deadlineMs: 20_000 });
      await awaitHealthy();
    },
    async stop() {
      await end(child);
      reportErrors(dataDir);
      await killLeftovers(dataDir);
      await pool.end();
      await database.drop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
  try {
    await awaitHealthy();
    return system;
  } catch (error) {
    await system.stop();
    throw error;
  }
}

/** `up` migrates it: a first start is part of what is tested. */
async function createEmptyDatabase(): Promise<{ url: string; drop(): Promise<void> }> {
  const server = process.env.ARENA_TEST_DATABASE_URL;
  if (!server)
    throw new Error("set ARENA_TEST_DATABASE_URL to a PostgreSQL server where databases may be made; npm test does");
  const name = `arena_e2e_${randomBytes(6).toString("hex")}`;
  const execute = async (sql: string): Promise<void> => {
    const client = new pg.Client({ connectionString: server });
    await client.connect();
    await client.query(sql).finally(() => client.end());
  };
  await execute(`CREATE DATABASE ${name}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => execute(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`) };
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGTERM");
  const timer = setTimeout(() => child.kill("SIGKILL"), 20_000);
  await exited;
  clearTimeout(timer);
}

/** Trainers and launchers outlive `up` by design; what a test started is found by its data directory and ended. */
async function killLeftovers(dataDir: string): Promise<void> {
  const { processesWith } = await import("./processes.ts");
  for (const { pid } of processesWith(dataDir)) {
    try {
      process.kill(pid, "SIGKILL");
    } catch {
      // Gone meanwhile.
    }
  }
}

/** What components logged as errors, for whoever reads the test's output. */
function reportErrors(dataDir: string): void {
  const logs = path.join(dataDir, "logs");
  for (const name of ["api.log", "control-worker.log", "agent.log"]) {
    const text = existsSync(path.join(logs, name)) ? readFileSync(path.join(logs, name), "utf8") : "";
    const errors = text.split("\n").filter((line) => /"level":[56]0|\[ERROR\]|error:/i.test(line));
    for (const line of errors.slice(0, 20)) console.log(`${name}: ${line.slice(0, 2_000)}`);
  }
}
