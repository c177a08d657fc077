/** `resourcePool/<classId>` leases a class's capacity: round-robin over projects, first come within one. */
export const RESOURCE_POOL_WORKFLOW = "resourcePool";
export const REQUEST_SIGNAL = "request";
export const RELEASE_SIGNAL = "release";
export const QUARANTINE_SIGNAL = "quarantine";
export const CLEAR_QUARANTINE_SIGNAL = "clearQuarantine";
export const RETIRE_UPDATE = "retire";
export const POOL_STATE_QUERY = "state";

/** Level-triggered: repeated until granted, always with the same lease id. */
export interface PoolRequest {
  readonly runId: string;
  readonly projectId: string;
  readonly leaseId: string;
  /** Workflow id to answer with `granted`. */
  readonly workflowId: string;
  readonly requestedAt: string;
  /** The run is at this machine already, as a pool that was lost had granted: it holds a place, whatever is free. */
  readonly heldHomeId?: string;
}
/** Idempotent. Of an unknown run: withdraws its request, if there is one. */
export interface PoolRelease {
  readonly runId: string;
}
export interface PoolQuarantine {
  readonly runId: string;
  readonly reason: string;
}
export interface PoolStateView {
  readonly capacity: number;
  readonly enabled: boolean;
  readonly queue: readonly { readonly runId: string; readonly projectId: string }[];
  readonly leases: readonly {
    readonly runId: string;
    readonly leaseId: string;
    readonly quarantinedReason: string | null;
  }[];
}
