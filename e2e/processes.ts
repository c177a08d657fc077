import { readdirSync, readFileSync } from "node:fs";

export interface FoundProcess {
  readonly pid: number;
  readonly command: string;
  readonly state: string;
}

/** Live processes whose environment or command line holds `marker` (a run id or a data directory), without ourselves. */
export function processesWith(marker: string): FoundProcess[] {
  const found: FoundProcess[] = [];
  for (const name of readdirSync("/proc")) {
    const pid = Number(name);
    if (!Number.isInteger(pid) || pid === process.pid) continue;
    try {
      const command = readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ").trim();
      const environment = readFileSync(`/proc/${pid}/environ`, "utf8");
      const state = /^State:\s+(\S)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? "?";
      if (state !== "Z" && (command.includes(marker) || environment.includes(marker)))
        found.push({ pid, command, state });
    } catch {
      // It ended while we looked.
    }
  }
  return found;
}
