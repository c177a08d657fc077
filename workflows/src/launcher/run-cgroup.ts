import { accessSync, constants, mkdirSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

const POLL_MS = 5;

export const cgroupNameOf = (runId: string): string => `arena-run-${runId}`;

/**
 * A cgroup of the run's own, below the launcher's: what is born in it cannot leave it unseen, however often it forks.
 * Null where none can be made, as on most hosts without delegation.
 */
export function createRunCgroup(runId: string): string | null {
  const parent = ownCgroup();
  if (parent === null) return null;
  const path = join(parent, cgroupNameOf(runId));
  try {
    accessSync(processesOf(parent), constants.W_OK);
    mkdirSync(path);
    return path;
  } catch {
    return null;
  }
}

/** Children inherit the cgroup: the launcher is in it for the moment of the spawn. */
export function spawnInCgroup<T>(path: string | null, spawn: () => T): T {
  const parent = path === null ? null : ownCgroup();
  if (path === null || parent === null || !moveTo(path)) return spawn();
  try {
    return spawn();
  } finally {
    moveTo(parent);
  }
}

/**
 * Kills all that is in it and takes it away. The kernel removes only an empty cgroup, so that its absence is the proof.
 * False: something lives on. Null: it cannot tell, since the launcher itself could not leave it.
 */
export async function clearRunCgroup(path: string, withinMs: number): Promise<boolean | null> {
  if (members(path).includes(process.pid)) return null;
  const deadline = performance.now() + withinMs;
  while (!isRemoved(path)) {
    if (performance.now() > deadline) return false;
    killMembers(path);
    await pause(POLL_MS);
  }
  return true;
}

function ownCgroup(): string | null {
  const mount = /^\d+ \d+ \S+ \/ (\S+) .* - cgroup2 /m.exec(readText("/proc/self/mountinfo"))?.[1];
  const path = /^0::(\/.*)$/m.exec(readText("/proc/self/cgroup"))?.[1];
  return mount === undefined || path === undefined ? null : join(mount, path);
}

function moveTo(path: string): boolean {
  try {
    writeFileSync(processesOf(path), String(process.pid));
    return true;
  } catch {
    return false;
  }
}

function isRemoved(path: string): boolean {
  try {
    for (const entry of readdirSync(path, { withFileTypes: true }))
      if (entry.isDirectory() && !isRemoved(join(path, entry.name))) return false;
    rmdirSync(path);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ENOENT";
  }
}

/** `cgroup.kill` is one stroke for all, and for those below; kernels before 5.14 lack it. */
function killMembers(path: string): void {
  try {
    writeFileSync(join(path, "cgroup.kill"), "1");
  } catch {
    for (const pid of members(path)) killQuietly(pid);
  }
}

function killQuietly(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // Gone meanwhile.
  }
}

const processesOf = (path: string): string => join(path, "cgroup.procs");
const members = (path: string): number[] => readText(processesOf(path)).split("\n").filter(Boolean).map(Number);

function readText(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
