import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { isGone, readProcessStatus, type ProcessStatus } from "./process-identity.ts";

/** How a process is known to belong to a run. */
export interface LeftoverMarks {
  readonly runId: string;
  /** The trainer's pid: it leads a session and a group of its own. Null when it was never known. */
  readonly sessionId: number | null;
  /** Files that only the trainer and its children write as standard output or error. */
  readonly outputFiles: readonly string[];
  /** Descendants seen while the trainer lived: pid to start time. */
  readonly seenDescendants: ReadonlyMap<number, number>;
}

const SETTLING_PAUSE_MS = 60;
const KILL_POLL_MS = 20;

/** Everything alive that belongs to the run, other than this process and its ancestors. */
export function scanLeftovers(marks: LeftoverMarks): ProcessStatus[] {
  const spared = ancestorsOf(process.pid);
  const living = readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map((name) => readProcessStatus(Number(name)))
    .filter((status) => status !== null)
    .filter((status) => !isGone(status) && !spared.has(status.pid));
  const found = new Map(living.filter((status) => belongs(status, marks)).map((status) => [status.pid, status]));
  for (let grew = true; grew;) {
    const children = living.filter((status) => !found.has(status.pid) && found.has(status.parentPid));
    for (const child of children) found.set(child.pid, child);
    grew = children.length > 0;
  }
  return [...found.values()];
}

/** Kills what is left and looks again until two looks with a pause between find nothing. False: something lives on. */
export async function clearLeftovers(marks: LeftoverMarks, withinMs: number): Promise<boolean> {
  const deadline = performance.now() + withinMs;
  for (let emptyLooks = 0; emptyLooks < 2;) {
    const leftovers = scanLeftovers(marks);
    for (const leftover of leftovers) signalQuietly(leftover.pid, "SIGKILL");
    emptyLooks = leftovers.length === 0 ? emptyLooks + 1 : 0;
    if (leftovers.length > 0 && performance.now() > deadline) return false;
    if (emptyLooks < 2) await pause(leftovers.length > 0 ? KILL_POLL_MS : SETTLING_PAUSE_MS);
  }
  return true;
}

/** Negative: a process group. Gone already is as good as signalled. */
export function signalQuietly(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== "ESRCH" && code !== "EPERM") throw error;
  }
}

function belongs(status: ProcessStatus, marks: LeftoverMarks): boolean {
  if (marks.sessionId !== null && (status.sessionId === marks.sessionId || status.groupId === marks.sessionId)) {
    return true;
  }
  if (marks.seenDescendants.get(status.pid) === status.startTimeTicks) return true;
  return hasMarker(status.pid, marks.runId) || writesTo(status.pid, marks.outputFiles);
}

function hasMarker(pid: number, runId: string): boolean {
  try {
    return readFileSync(`/proc/${pid}/environ`, "latin1").split("\0").includes(`ARENA_RUN_ID=${runId}`);
  } catch {
    return false;
  }
}

/** A child that cleared its environment mostly keeps the output it was given. */
function writesTo(pid: number, files: readonly string[]): boolean {
  return [1, 2].some((descriptor) => {
    try {
      return files.includes(readlinkSync(`/proc/${pid}/fd/${descriptor}`));
    } catch {
      return false;
    }
  });
}

function ancestorsOf(pid: number): Set<number> {
  const ancestors = new Set<number>([1]);
  for (let current = pid; current > 1 && !ancestors.has(current);) {
    ancestors.add(current);
    current = readProcessStatus(current)?.parentPid ?? 1;
  }
  return ancestors;
}
