import { execFileSync, spawnSync } from "node:child_process";
import { chownSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { endProcess } from "./end-process.mjs";
import { startTimeOf } from "./process-identity.mjs";
import { RemedyError } from "./remedy-error.mjs";

/** Makes the cluster if there is none. Under another name first, so that an interrupted `initdb` leaves nothing to trip over. */
export function ensureCluster({ binaries, clusterDir, user, password }) {
  if (existsSync(join(clusterDir, "PG_VERSION"))) return checkVersion(binaries, clusterDir);
  const half = `${clusterDir}.new`;
  const passwordFile = `${half}.password`;
  rmSync(half, { recursive: true, force: true });
  mkdirSync(half, { recursive: true, mode: 0o700 });
  writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 });
  if (user !== null) for (const path of [half, passwordFile]) chownSync(path, user.uid, user.gid);
  const locale = ["--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"];
  const access = ["--username=arena", `--pwfile=${passwordFile}`, "--auth=scram-sha-256"];
  const args = [`--pgdata=${half}`, ...access, ...locale];
  const made = spawnSync(join(binaries, "bin", "initdb"), args, { ...user, cwd: "/", encoding: "utf8" });
  rmSync(passwordFile, { force: true });
  if (made.status !== 0) {
    const why = made.error?.message ?? made.stderr.trim().split("\n").slice(-3).join(" ");
    throw new RemedyError(
      `PostgreSQL could not make its files: ${why}`,
      "Choose another folder with --data DIR, or set DATABASE_URL.",
    );
  }
  renameSync(half, clusterDir);
}

function checkVersion(binaries, clusterDir) {
  const files = readFileSync(join(clusterDir, "PG_VERSION"), "utf8").trim();
  const program = execFileSync(join(binaries, "bin", "postgres"), ["--version"], { encoding: "utf8" });
  if (program.includes(` ${files}.`) || program.includes(` ${files}beta`)) return;
  throw new RemedyError(
    `The database in ${clusterDir} was made by PostgreSQL ${files}, and this is ${program.trim()}.`,
    "Move it with pg_dump from the older version, or start with another --data DIR.",
  );
}

/**
 * `postmaster.pid` names the last server. If that one lives without us (its start-up program was killed), it is ended.
 * If its number belongs to something else by now, the new server would refuse to start: the number is replaced by a dead one.
 * The file itself stays, for by the rest of it PostgreSQL knows whether children of the old server still write.
 */
export async function clearOldPostmaster(clusterDir) {
  const path = join(clusterDir, "postmaster.pid");
  if (!existsSync(path)) return;
  const lines = readFileSync(path, "utf8").split("\n");
  const pid = Number(lines[0]);
  const startTime = startTimeOf(pid);
  if (startTime === null) return;
  if (commandLineOf(pid).includes(clusterDir)) {
    await endProcess({ pid, startTime }, { signal: "SIGINT", graceMs: 5000 });
    return;
  }
  const deadPid = spawnSync("true").pid;
  writeFileSync(path, [deadPid, ...lines.slice(1)].join("\n"));
}

function commandLineOf(pid) {
  try {
    return execFileSync("ps", ["-o", "args=", "-ww", "-p", String(pid)], { encoding: "utf8" });
  } catch {
    return "";
  }
}
