import type { ResourceClassFieldsFragment } from "@arena/sdk";
import { formatWhen } from "#lib/runs/format-time.ts";

export type ClassConnection = ResourceClassFieldsFragment["connection"];

/** How many of a class's nodes take work; `ready` is null when it is not known. */
export interface Workers {
  readonly ready: number | null;
  readonly nodes: number;
}

/** Whether a class's machines answer, in words; with since when they do not, and how many do. */
export function connectionWords(
  state: ClassConnection,
  lastHeardAt: string | null,
  nowMs: number,
  workers: Workers | null = null,
): string {
  switch (state) {
    case "NOT_INSTALLED":
      return "Not installed";
    case "INSTALLING":
      return "Installing";
    case "CONNECTED":
      return "Connected";
    case "DEGRADED":
      return workers === null || workers.ready === null
        ? "Degraded"
        : `Degraded: ${workers.ready} of ${workers.nodes} ${workers.nodes === 1 ? "worker" : "workers"}`;
    case "UNREACHABLE":
      return lastHeardAt === null ? "Unreachable" : `Unreachable since ${sinceWhen(lastHeardAt, nowMs)}`;
  }
}

/** 14:02 of today, else with the date. */
function sinceWhen(at: string, nowMs: number): string {
  return formatWhen(at, nowMs).replace(/:\d\d$/, "");
}
