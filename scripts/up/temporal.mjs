import { chmodSync, existsSync, mkdirSync } from "node:fs";
import { connect } from "node:net";
import { join, resolve } from "node:path";
import { takeLock } from "./data-lock.mjs";
import { freePort } from "./free-port.mjs";
import { startTimeOf } from "./process-identity.mjs";
import { RemedyError } from "./remedy-error.mjs";
import { supervise } from "./supervise.mjs";
import { ensureTemporalBinary } from "./temporal-binary.mjs";
import { checkTemporalFile } from "./temporal-files.mjs";
import { raiseRetention } from "./temporal-retention.mjs";
import { waitFor } from "./wait-for.mjs";

export { ensureTemporalBinary, temporalTestServerPath } from "./temporal-binary.mjs";

/** With the default of 20 a second every step of a sequential caller costs 25 to 32 ms. */
const POLL_LIMITS = ["transferProcessorMaxPollRPS", "timerProcessorMaxPollRPS", "visibilityProcessorMaxPollRPS"];

/**
 * Starts the embedded Temporal server with its file DIR/temporal.db. Answers when it serves the namespace:
 * `{address, port, pid, version, stop()}`; `pid` follows restarts. `log` gets a line when it is started again.
 */
export async function startTemporal(options) {
  const dataDir = resolve(options.dataDir);
  mkdirSync(dataDir, { recursive: true });
  const binary = options.binary ?? (await ensureTemporalBinary());
  const file = join(dataDir, "temporal.db");
  const lock = lockFile(file);
  // SQLite gives its other files the mode of this one.
  if (existsSync(file)) chmodSync(file, 0o600);
  try {
    checkTemporalFile(file, binary.serverVersion);
    // The port is picked before the server listens on it; when another program was faster, another port is.
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await startOn(options.port ?? (await freePort()), { ...options, dataDir, binary, file, lock });
      } catch (error) {
        if (attempt === 3 || options.port !== undefined) throw error;
      }
    }
  } catch (error) {
    lock.release();
    throw error;
  }
}

/** Two servers on one file both start, and both write: only this lock keeps the second one away. */
function lockFile(file) {
  const lock = takeLock(`${file}.lock`);
  if (lock.holder === undefined) return lock;
  throw new RemedyError(`Process ${lock.holder?.pid} uses ${file}.`, "End it, or start with another --data DIR.");
}

async function startOn(port, { dataDir, binary, file, lock, log, restart = false, onStarted, onEnded, logPath }) {
  const address = `127.0.0.1:${port}`;
  const server = supervise({
    name: "temporal",
    // It makes its file with the mode that the mask leaves, and an empty one made for it would not do.
    command: "/bin/sh",
    args: ["-c", 'umask 077; exec "$0" "$@"', binary.path, ...serverArguments(file, port)],
    // Not the whole environment: TEMPORAL_… variables would steer it, and secrets are none of its business.
    env: { PATH: process.env.PATH, HOME: process.env.HOME ?? dataDir },
    cwd: dataDir,
    logPath: logPath ?? join(dataDir, "logs", "temporal.log"),
    isHealthy: () => listens(port),
    restart,
    ...(log === undefined ? {} : { say: log }),
    onStarted: (pid) => {
      // The lock is the server's from now on: it must hold when we are killed and the server lives.
      lock.note({ pid, startTime: startTimeOf(pid) });
      onStarted?.(pid, port);
    },
    onEnded: () => onEnded?.(),
  });
  try {
    await server.ready();
    const onTimeout = () =>
      new RemedyError("Temporal does not serve its namespace.", `See ${join(dataDir, "logs", "temporal.log")}.`);
    await waitFor(() => raiseRetention(address).catch(() => false), { deadlineMs: 20_000, onTimeout });
  } catch (error) {
    await server.stop();
    throw error;
  }
  return {
    address,
    port,
    version: binary.version,
    get pid() {
      return server.pid;
    },
    stop: async (graceMs) => {
      await server.stop(graceMs);
      lock.release();
    },
  };
}

function serverArguments(file, port) {
  return [
    ...["server", "start-dev", "--headless", "--ip", "127.0.0.1", "--port", String(port)],
    ...["--db-filename", file, "--log-level", "error"],
    ...["--sqlite-pragma", "journal_mode=WAL", "--sqlite-pragma", "synchronous=FULL"],
    ...POLL_LIMITS.flatMap((name) => ["--dynamic-config-value", `history.${name}=1000`]),
  ];
}

function listens(port) {
  return new Promise((answer) => {
    const socket = connect({ port, host: "127.0.0.1" });
    const finish = (result) => () => {
      socket.destroy();
      answer(result);
    };
    socket.once("connect", finish(true)).once("error", finish(false)).setTimeout(1000, finish(false));
  });
}
