import { workflowInfo } from "@temporalio/workflow";
import type { PoolStateView } from "../contract/resource-pool.ts";
import type { PoolClass } from "./pool-activities-contract.ts";
import {
  initialPoolState,
  reducePool,
  waitingReason,
  type PoolInput,
  type PoolLease,
  type PoolState,
} from "./resource-pool-state.ts";

export const AUDIT_INTERVAL_MS = 60_000;
const MAX_EVENTS = 4_000;
const MAX_SIGNALS = 2_000;

/** One execution of `resourcePool`: the reducer's state, and what only this execution knows. */
export class PoolExecution {
  readonly resourceClassId: string;
  state: PoolState;
  refreshWanted = true;
  auditAtMs = Date.now() + AUDIT_INTERVAL_MS;
  /** Something came since the class was looked at last: a run that may be granted, a place that is free again. */
  private isUnseen = false;
  private signals = 0;
  /** What the database was told last. */
  private projected = "";
  /** Until the state is complete, what arrives is kept too, to be applied to it again. */
  private kept: PoolInput[] | null;

  constructor(resourceClassId: string, carried: PoolState | undefined) {
    this.resourceClassId = resourceClassId;
    this.state = carried ?? initialPoolState();
    this.kept = carried === undefined ? [] : null;
  }

  put(input: PoolInput): void {
    this.kept?.push(input);
    this.state = reducePool(this.state, input);
  }
  signalled(input: PoolInput): void {
    this.signals += 1;
    this.isUnseen = true;
    this.put(input);
  }
  /** The queue as it is at this moment has been held against the class. */
  looked(seen: PoolClass): void {
    this.put({ kind: "CLASS", ...seen });
    this.isUnseen = false;
  }
  refresh(): void {
    this.signals += 1;
    this.refreshWanted = true;
  }

  get isComplete(): boolean {
    return this.kept === null;
  }
  /** A release that overtook the reading of the leases holds all the same. */
  restore(leases: readonly PoolLease[]): void {
    const kept = this.kept ?? [];
    this.kept = null;
    this.state = reducePool(initialPoolState(), { kind: "RESTORED", leases });
    kept.forEach((input) => this.put(input));
  }

  get shown(): string {
    const { queue, leases } = this.state;
    return JSON.stringify([queue.map((one) => one.runId), leases, waitingReason(this.state)]);
  }
  get isDirty(): boolean {
    return this.shown !== this.projected;
  }
  markProjected(shown: string): void {
    this.projected = shown;
  }
  /** A run may stand before a free place: whether one is free is looked at then. */
  get mayGrant(): boolean {
    return this.state.queue.length > 0 && this.state.leases.length < Math.max(1, this.state.capacity);
  }
  /** What came while the pool told or wrote something else is looked at before it rests. */
  get mustLook(): boolean {
    return this.isUnseen && this.mayGrant;
  }
  get isFull(): boolean {
    const { historyLength, continueAsNewSuggested } = workflowInfo();
    return this.signals >= MAX_SIGNALS || historyLength >= MAX_EVENTS || continueAsNewSuggested;
  }
  get view(): PoolStateView {
    const { capacity, enabled, queue, leases } = this.state;
    return {
      capacity,
      enabled,
      queue: queue.map(({ runId, projectId }) => ({ runId, projectId })),
      leases: leases.map(({ runId, leaseId, quarantinedReason }) => ({ runId, leaseId, quarantinedReason })),
    };
  }
}
