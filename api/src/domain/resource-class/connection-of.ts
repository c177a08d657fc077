import { UNREACHABLE_AFTER_MS } from "@arena/workflows/contract/agent-protocol";

export interface ClusterState {
  /** As `watchCluster` has concluded; null: nothing yet. */
  readonly connection: string | null;
  readonly reason: string | null;
  readonly readyWorkers: number | null;
  readonly isInstalling: boolean;
  /** When its stack was last removed. */
  readonly tornDownAt: Date | null;
}
export type ConnectionState = "NOT_INSTALLED" | "INSTALLING" | "CONNECTED" | "UNREACHABLE" | "DEGRADED";

/** Whether a class's machines answer. The heartbeat says at once what the watch says a little later. */
export function connectionOf(heardAt: Date | null, cluster: ClusterState | null, nowMs: number): ConnectionState {
  const isHeard = heardAt !== null && nowMs - heardAt.getTime() <= UNREACHABLE_AFTER_MS;
  if (!isHeard && cluster?.isInstalling) return "INSTALLING";
  // What the agent said while its stack went is older than the end of the teardown.
  const isGone = heardAt === null || ((cluster?.tornDownAt ?? null) !== null && cluster!.tornDownAt! >= heardAt);
  if (isGone) return "NOT_INSTALLED";
  if (!isHeard) return "UNREACHABLE";
  return cluster?.connection === "DEGRADED" ? "DEGRADED" : "CONNECTED";
}
