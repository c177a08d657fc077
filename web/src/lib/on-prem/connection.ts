import type { ResourceClassFieldsFragment } from "@arena/sdk";
import { formatWhen } from "#lib/runs/format-time.ts";

export type ClassConnection = ResourceClassFieldsFragment["connection"];

/** Whether a class's machines answer, in words; with since when they do not. */
export function connectionWords(state: ClassConnection, lastHeardAt: string | null, nowMs: number): string {
  switch (state) {
    case "NOT_INSTALLED":
      return "Not installed";
    case "INSTALLING":
      return "Installing";
    case "CONNECTED":
      return "Connected";
    case "DEGRADED":
      return "Degraded";
    case "UNREACHABLE":
      return lastHeardAt === null ? "Unreachable" : `Unreachable since ${sinceWhen(lastHeardAt, nowMs)}`;
  }
}

/** 14:02 of today, else with the date. */
function sinceWhen(at: string, nowMs: number): string {
  return formatWhen(at, nowMs).replace(/:\d\d$/, "");
}
