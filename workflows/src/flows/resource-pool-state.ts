import type { PoolRequest } from "../contract/resource-pool.ts";
import type { PoolClass } from "./pool-activities-contract.ts";

export interface PoolLease {
  readonly runId: string;
  readonly leaseId: string;
  readonly workflowId: string;
  readonly homeId: string;
  readonly quarantinedReason: string | null;
}
export interface PoolGrant {
  readonly runId: string;
  readonly workflowId: string;
  readonly leaseId: string;
  readonly homeId: string;
}
export interface PoolState {
  readonly stateVersion: 1;
  readonly capacity: number;
  readonly enabled: boolean;
  readonly clusterDisabled?: boolean;
  readonly homeId: string | null;
  readonly readyWorkers?: number | null;
  readonly closedReason?: string | null;
  readonly retired: boolean;
  readonly lastProjectId: string | null;
  /** In the order in which grants will be given. */
  readonly queue: readonly PoolRequest[];
  readonly leases: readonly PoolLease[];
  /** Grants still to be signalled. */
  readonly outbox: readonly PoolGrant[];
}
export type PoolInput =
  | { readonly kind: "REQUEST"; readonly request: PoolRequest }
  | { readonly kind: "RELEASE"; readonly runId: string }
  | { readonly kind: "QUARANTINE"; readonly runId: string; readonly reason: string }
  | { readonly kind: "CLEAR_QUARANTINE"; readonly runId: string }
  | ({ readonly kind: "CLASS" } & PoolClass)
  /** What a pool before this one had given away. */
  | { readonly kind: "RESTORED"; readonly leases: readonly PoolLease[] }
  | { readonly kind: "SENT"; readonly runId: string }
  | { readonly kind: "RETIRE" };

export function initialPoolState(): PoolState {
  return {
    stateVersion: 1,
    capacity: 0,
    enabled: false,
    homeId: null,
    retired: false,
    lastProjectId: null,
    queue: [],
    leases: [],
    outbox: [],
  };
}

export function reducePool(state: PoolState, input: PoolInput): PoolState {
  switch (input.kind) {
    case "REQUEST":
      return requested(state, input.request);
    case "RELEASE":
      return without(state, input.runId);
    case "QUARANTINE":
      return withLease(state, input.runId, (lease) => ({ ...lease, quarantinedReason: input.reason }));
    case "CLEAR_QUARANTINE": {
      const held = state.leases.find((lease) => lease.runId === input.runId);
      return held === undefined || held.quarantinedReason === null ? state : without(state, input.runId);
    }
    case "CLASS":
      return granting({
        ...state,
        capacity: input.capacity,
        enabled: input.enabled,
        clusterDisabled: input.clusterDisabled ?? false,
        homeId: input.homeId,
        readyWorkers: input.readyWorkers ?? null,
        closedReason: input.closedReason ?? null,
      });
    case "RESTORED":
      return { ...state, leases: [...state.leases, ...input.leases] };
    case "SENT":
      return { ...state, outbox: state.outbox.filter((grant) => grant.runId !== input.runId) };
    case "RETIRE":
      return isUsed(state) ? state : { ...state, retired: true };
  }
}

/** A place in quarantine waits for a machine, and no run for it. */
function isUsed({ queue, leases }: PoolState): boolean {
  return queue.length > 0 || leases.some(({ quarantinedReason }) => quarantinedReason === null);
}

export function waitingReason(state: PoolState): string {
  if (state.clusterDisabled) return "the on-prem training cluster is disabled";
  if (!state.enabled) return "the resource class is disabled";
  if (state.homeId === null) return "no machine of this class is connected";
  if (state.closedReason) return state.closedReason;
  if (placesOf(state) < state.capacity && state.leases.length >= placesOf(state))
    return `${placesOf(state)} of ${state.capacity} workers of the cluster take work`;
  return `all places of this class are in use${heldWords(state)}`;
}

/** Of the leases alone, which are told whenever they change: an older history has the same moments to tell. */
function heldWords({ leases }: PoolState): string {
  const held = leases.filter(({ quarantinedReason }) => quarantinedReason !== null).length;
  if (held === 0) return "";
  const runs = held === 1 ? "a run that has" : "runs that have";
  return `, ${held} of them kept back for ${runs} ended without proof that nothing is left there`;
}

function requested(state: PoolState, request: PoolRequest): PoolState {
  const lease = state.leases.find((one) => one.runId === request.runId);
  if (lease !== undefined) return lease.quarantinedReason === null ? withGrant(state, lease) : state;
  if (request.heldHomeId !== undefined) return withHeld(state, request, request.heldHomeId);
  if (state.queue.some((one) => one.runId === request.runId)) return state;
  return { ...state, queue: fairOrder([...state.queue, request], state.lastProjectId) };
}

/**
 * It is there already, so it counts even beyond the capacity. The run is told, as with any grant: a request that came
 * after its end finds nobody, and gives the place back at once.
 */
function withHeld(state: PoolState, { runId, leaseId, workflowId }: PoolRequest, homeId: string): PoolState {
  const lease: PoolLease = { runId, leaseId, workflowId, homeId, quarantinedReason: null };
  const queue = state.queue.filter((one) => one.runId !== runId);
  return withGrant({ ...state, queue, leases: [...state.leases, lease] }, lease);
}

/** A worker that is away or sick takes no new work; runs that are there keep their places. */
export function placesOf({ capacity, readyWorkers, closedReason }: PoolState): number {
  if (closedReason) return 0;
  return Math.min(capacity, readyWorkers ?? capacity);
}

function mayGrant(state: PoolState): boolean {
  return state.enabled && state.homeId !== null && state.leases.length < placesOf(state) && state.queue.length > 0;
}

/** Only on a fresh look at the class: a grant names a machine that is connected now. */
function granting(state: PoolState): PoolState {
  let next = state;
  while (mayGrant(next)) {
    const [head, ...rest] = next.queue;
    const lease: PoolLease = {
      runId: head!.runId,
      leaseId: head!.leaseId,
      workflowId: head!.workflowId,
      homeId: next.homeId!,
      quarantinedReason: null,
    };
    next = withGrant(
      {
        ...next,
        leases: [...next.leases, lease],
        lastProjectId: head!.projectId,
        queue: fairOrder(rest, head!.projectId),
      },
      lease,
    );
  }
  return next;
}

/** Round-robin over projects, beginning after the one served last; first come within one. */
export function fairOrder(requests: readonly PoolRequest[], lastProjectId: string | null): readonly PoolRequest[] {
  const byProject = new Map<string, PoolRequest[]>();
  for (const request of requests)
    byProject.set(request.projectId, [...(byProject.get(request.projectId) ?? []), request]);
  const projects = [...byProject.keys()].sort();
  const first = projects.findIndex((project) => lastProjectId !== null && project > lastProjectId);
  const turn = first <= 0 ? projects : [...projects.slice(first), ...projects.slice(0, first)];
  const lines = turn.map((project) => byProject.get(project)!.toSorted(byArrival));
  const order: PoolRequest[] = [];
  for (let place = 0; order.length < requests.length; place += 1) {
    for (const line of lines) if (line[place] !== undefined) order.push(line[place]!);
  }
  return order;
}

/** Two of one millisecond by their ids: their order must not depend on which message came first. */
function byArrival(a: PoolRequest, b: PoolRequest): number {
  return a.requestedAt.localeCompare(b.requestedAt) || a.runId.localeCompare(b.runId);
}

function withGrant(state: PoolState, lease: PoolLease): PoolState {
  const grant: PoolGrant = {
    runId: lease.runId,
    workflowId: lease.workflowId,
    leaseId: lease.leaseId,
    homeId: lease.homeId,
  };
  return { ...state, outbox: [...state.outbox.filter((one) => one.runId !== lease.runId), grant] };
}

function without(state: PoolState, runId: string): PoolState {
  const keep = (one: { readonly runId: string }): boolean => one.runId !== runId;
  return {
    ...state,
    queue: state.queue.filter(keep),
    leases: state.leases.filter(keep),
    outbox: state.outbox.filter(keep),
  };
}

function withLease(state: PoolState, runId: string, change: (lease: PoolLease) => PoolLease): PoolState {
  return { ...state, leases: state.leases.map((lease) => (lease.runId === runId ? change(lease) : lease)) };
}
