/** No schema here: flows import this, and would carry the schema library along. */
/** `watchCluster/<classId>`: what becomes of a cluster over time, with hysteresis. */
export const WATCH_CLUSTER_WORKFLOW = "watchCluster";
export function watchClusterWorkflowId(resourceClassId: string): string {
  return `watchCluster/${resourceClassId}`;
}

/** Signal `observed`: a level, told whenever it differs from what was told last. */
export const OBSERVED_SIGNAL = "observed";
export interface ClusterObservation {
  /** When the agent was last heard of, when it is away; UTC ISO 8601. Null: it is there. */
  readonly unreachableSince: string | null;
  /** The last that its agent said, before it was not heard of any more, is that its head was told to end. */
  readonly wasToldToEnd?: boolean;
  /** Of the class. */
  readonly nodes: number;
  /** Workers that live and have what the class says; null: nobody has looked yet. */
  readonly readyWorkers: number | null;
  /** `/opt/data` has little room left. */
  readonly isDiskLow: boolean;
}

export const CLUSTER_CONNECTIONS = ["CONNECTED", "DEGRADED", "UNREACHABLE"] as const;
export type ClusterConnection = (typeof CLUSTER_CONNECTIONS)[number];
export interface ClusterHealth {
  readonly connection: ClusterConnection;
  /** UTC ISO 8601. */
  readonly since: string;
  readonly readyWorkers: number | null;
  /** Why it is not as it should be; for people. */
  readonly reason: string | null;
  /** Why it takes no new work at all; null: it does. */
  readonly closedReason: string | null;
}
