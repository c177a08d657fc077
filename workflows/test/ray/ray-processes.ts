import { readdirSync, readFileSync } from "node:fs";
import { isGone, readProcessStatus } from "../../src/launcher/process-identity.ts";

export interface SeenProcess {
  readonly pid: number;
  readonly parentPid: number;
  readonly sessionId: number;
  readonly command: string;
}

export function processes(): SeenProcess[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map((name) => readProcessStatus(Number(name)))
    .filter((status) => status !== null && !isGone(status))
    .map((status) => ({ ...status!, command: commandOf(status!.pid) }));
}

/** All that belongs to a node: Ray starts nothing outside of its session but the entrypoints of jobs and their guards. */
export const ofSession = (sessionId: number): SeenProcess[] => processes().filter((one) => one.sessionId === sessionId);

export function childrenOf(pid: number): SeenProcess[] {
  return processes().filter((one) => one.parentPid === pid);
}

export function killQuietly(pid: number, signal: NodeJS.Signals = "SIGKILL"): void {
  try {
    process.kill(pid, signal);
  } catch {
    // Gone already.
  }
}

function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ").trim();
  } catch {
    return "";
  }
}
