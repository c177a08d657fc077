import type { PoolLease, PoolState } from "./resource-pool-state.ts";

export interface PoolClass {
  readonly capacity: number;
  readonly enabled: boolean;
  /** The class itself is enabled, its cluster is not. Absent in answers of before it was told. */
  readonly clusterDisabled?: boolean;
  /** The machine that heartbeats and is the freshest; null when none is connected. */
  readonly homeId: string | null;
  /** Of a watched cluster: how many of its workers take work. Absent: all of them, as far as is known. */
  readonly readyWorkers?: number | null;
  /** Why the cluster takes no new work; absent or null: it does. */
  readonly closedReason?: string | null;
}
export interface PoolActivities {
  readClass(resourceClassId: string): Promise<PoolClass>;
  /** Those of the given runs that have ended or do not exist. */
  endedHolders(runIds: readonly string[]): Promise<readonly string[]>;
  /** What the records say is held: for a pool that starts with nothing and may not be the first one. */
  readHolders(resourceClassId: string): Promise<readonly PoolLease[]>;
  projectPool(resourceClassId: string, state: Pick<PoolState, "queue" | "leases">, reason: string): Promise<void>;
}
