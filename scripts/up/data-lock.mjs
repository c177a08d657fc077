import { linkSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { isSameProcessAlive, startTimeOf } from "./process-identity.mjs";
import { writeFileAtomically } from "./write-file-atomically.mjs";

/**
 * Takes a lock file that names its holder by number and start time, so that a holder killed with -9 does not keep it.
 * Returns `{note, release}`; or `{holder}` when another process that lives has it.
 */
export function takeLock(path, holderPid = process.pid) {
  const content = { pid: holderPid, startTime: startTimeOf(holderPid) };
  const candidate = `${path}.${process.pid}.${Math.random().toString(36).slice(2)}`;
  writeFileSync(candidate, JSON.stringify(content), { mode: 0o600 });
  try {
    // A link is made or refused in one step, with its content already in it: nobody sees a lock without a holder.
    for (let attempt = 0; attempt < 5; attempt += 1) {
      if (tryLink(candidate, path)) return lockOf(path, content);
      const holder = readHolder(path);
      if (holder !== null && isSameProcessAlive(holder)) return { holder };
      rmSync(path, { force: true });
    }
    return { holder: readHolder(path) };
  } finally {
    rmSync(candidate, { force: true });
  }
}

function tryLink(from, to) {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if (error.code === "EEXIST") return false;
    throw error;
  }
}

function lockOf(path, content) {
  return {
    /** Adds facts for whoever finds the lock taken (the address; that its holder is stopping). */
    note: (facts) => writeFileAtomically(path, JSON.stringify(Object.assign(content, facts)), 0o600),
    release: () => {
      if (readHolder(path)?.startTime === content.startTime) rmSync(path, { force: true });
    },
  };
}

export function readHolder(path) {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch {
    return null;
  }
}
