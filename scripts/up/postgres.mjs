import { mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { freePort } from "./free-port.mjs";
import { clearOldPostmaster, ensureCluster } from "./postgres-cluster.mjs";
import { postgresBinaries, postgresDataDir } from "./postgres-home.mjs";
import { postgresUser } from "./postgres-user.mjs";
import { ensureSecret } from "./secrets.mjs";
import { supervise } from "./supervise.mjs";

const DATABASE = "arena";

/**
 * Starts the embedded PostgreSQL on the loopback interface, with its files under `dataDir` (made at the first start).
 * Answers when it takes queries: `{url, port, pid, stop()}`; `pid` follows restarts.
 */
export async function startPostgres({
  dataDir: folder,
  port: wantedPort,
  restart = false,
  say,
  onStarted,
  onEnded,
  logPath,
}) {
  const dataDir = resolve(folder);
  mkdirSync(dataDir, { recursive: true });
  const user = postgresUser();
  const binaries = postgresBinaries(user);
  const clusterDir = postgresDataDir(dataDir, user);
  const password = ensureSecret(dataDir, "postgres");
  ensureCluster({ binaries, clusterDir, user, password });
  const port = wantedPort ?? (await freePort());
  const urlOf = (database) => `postgresql://arena:${password}@127.0.0.1:${port}/${database}`;
  const server = supervise({
    name: "postgres",
    command: join(binaries, "bin", "postgres"),
    args: serverArguments(clusterDir, port),
    env: { PATH: process.env.PATH, LC_ALL: "C", TZ: "UTC" },
    cwd: "/",
    ...user,
    logPath: logPath ?? join(dataDir, "logs", "postgres.log"),
    // SIGINT: disconnect all and stop cleanly. SIGTERM would wait for every client to leave.
    stopSignal: "SIGINT",
    isHealthy: () => query(urlOf("postgres"), "SELECT 1"),
    beforeStart: () => clearOldPostmaster(clusterDir),
    restart,
    ...definedOnly({ say, onStarted: onStarted && ((pid) => onStarted(pid, port)), onEnded }),
  });
  try {
    await server.ready();
    await ensureDatabase(urlOf("postgres"));
  } catch (error) {
    await server.stop();
    throw error;
  }
  return {
    url: urlOf(DATABASE),
    port,
    get pid() {
      return server.pid;
    },
    stop: (graceMs) => server.stop(graceMs),
  };
}

function serverArguments(clusterDir, port) {
  const settings = {
    listen_addresses: "127.0.0.1",
    port,
    unix_socket_directories: "",
    max_connections: 200,
    timezone: "UTC",
    log_timezone: "UTC",
    log_line_prefix: "%m [%p] ",
  };
  return ["-D", clusterDir, ...Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`])];
}

async function ensureDatabase(url) {
  const existing = await query(url, `SELECT 1 FROM pg_database WHERE datname = '${DATABASE}'`, PATIENCE_MS);
  if (existing.length === 0) await query(url, `CREATE DATABASE ${DATABASE}`, PATIENCE_MS);
}

/** What is asked again and again is given little time; what is asked once, as much as a busy machine may need. */
const PATIENCE_MS = 30_000;
async function query(url, text, timeoutMs = 2000) {
  const { default: pg } = await import("pg");
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: timeoutMs });
  // A server that is just going down says so on the idle connection, too; the query's own error is enough.
  client.on("error", () => {});
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}

const definedOnly = (object) => Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined));
