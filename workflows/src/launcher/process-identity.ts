import { readFileSync } from "node:fs";

/** A pid alone may be given to another process; with its start time and the boot it is one process for ever. */
export interface ProcessIdentity {
  readonly pid: number;
  readonly startTimeTicks: number;
  readonly bootId: string;
}

export interface ProcessStatus {
  readonly pid: number;
  readonly state: string;
  readonly parentPid: number;
  readonly groupId: number;
  readonly sessionId: number;
  readonly startTimeTicks: number;
}

/** From /proc/<pid>/stat; null when there is no such process. The name may hold spaces and brackets: cut after it. */
export function readProcessStatus(pid: number): ProcessStatus | null {
  let text: string;
  try {
    text = readFileSync(`/proc/${pid}/stat`, "latin1");
  } catch {
    return null;
  }
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  const number = (index: number): number => Number(fields[index] ?? "0");
  return {
    pid,
    state: fields[0] ?? "?",
    parentPid: number(1),
    groupId: number(2),
    sessionId: number(3),
    startTimeTicks: number(19),
  };
}

/** A zombie has no memory, no files and no threads: it counts as gone. */
export function isGone(status: ProcessStatus | null): boolean {
  return status === null || status.state === "Z" || status.state === "X";
}

export function readBootId(): string {
  return readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
}

export function isAlive(identity: ProcessIdentity): boolean {
  if (identity.bootId !== readBootId()) return false;
  const status = readProcessStatus(identity.pid);
  return !isGone(status) && status?.startTimeTicks === identity.startTimeTicks;
}
