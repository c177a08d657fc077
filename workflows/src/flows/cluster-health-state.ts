import type { ClusterHealth, ClusterObservation } from "../contract/cluster-health.ts";

/** A worker that is away for less than this is starting anew, and nobody's concern. */
export const DEGRADES_AFTER_MS = 15_000;
/** It is well again when it has been so for this long: what comes and goes counts as gone. */
export const MENDS_AFTER_MS = 10_000;

/** Plain JSON: carried through continue-as-new. */
export interface ClusterHealthState {
  readonly stateVersion: 1;
  /** The newest observation, and since when it says the same of the health. */
  readonly observed: ClusterObservation | null;
  readonly differsSince: string | null;
  readonly health: ClusterHealth;
  readonly flowSequence: number;
}
export type ClusterHealthEvent =
  | { readonly kind: "OBSERVED"; readonly observation: ClusterObservation; readonly at: string }
  | { readonly kind: "TIME"; readonly at: string };

export function initialHealthState(at: string): ClusterHealthState {
  const health: ClusterHealth = {
    connection: "CONNECTED",
    since: at,
    readyWorkers: null,
    reason: null,
    closedReason: null,
  };
  return { stateVersion: 1, observed: null, differsSince: null, health, flowSequence: 0 };
}

export function reduceHealth(state: ClusterHealthState, event: ClusterHealthEvent): ClusterHealthState {
  if (event.kind === "TIME") return settled(state, event.at);
  const { observation, at } = event;
  // Nothing was known: what is seen first is how it is.
  if (state.observed === null) return { ...taken({ ...state, observed: observation }, at), differsSince: null };
  const isOther = JSON.stringify(observation) !== JSON.stringify(state.observed);
  const differsSince = isOther || state.differsSince === null ? at : state.differsSince;
  return settled({ ...state, observed: observation, differsSince }, at);
}

/** When time alone will change something; null: never. */
export function dueAtMs({ observed, differsSince, health }: ClusterHealthState): number | null {
  if (observed === null || differsSince === null || isSame(health, observed)) return null;
  return Date.parse(differsSince) + patienceMs(health, observed);
}

function settled(state: ClusterHealthState, at: string): ClusterHealthState {
  if (state.observed === null || state.differsSince === null) return state;
  if (isSame(state.health, state.observed)) return { ...state, differsSince: null };
  return Date.parse(at) >= dueAtMs(state)! ? { ...taken(state, at), differsSince: null } : state;
}

/** The agent's silence was waited for before it was told of. */
function patienceMs(health: ClusterHealth, observed: ClusterObservation): number {
  if (observed.unreachableSince !== null) return 0;
  return isWorse(health, observed) ? DEGRADES_AFTER_MS : MENDS_AFTER_MS;
}

function isWorse(health: ClusterHealth, observed: ClusterObservation): boolean {
  if (health.connection === "UNREACHABLE") return false;
  const before = health.readyWorkers ?? observed.nodes;
  return (observed.readyWorkers ?? before) < before || (observed.isDiskLow && health.closedReason === null);
}

function isSame(health: ClusterHealth, observed: ClusterObservation): boolean {
  const next = healthOf(observed, health);
  return (Object.keys(next) as (keyof ClusterHealth)[]).every((key) => next[key] === health[key]);
}

function taken(state: ClusterHealthState, at: string): ClusterHealthState {
  const next = healthOf(state.observed!, state.health);
  const since = next.connection === state.health.connection ? next.since : (state.observed!.unreachableSince ?? at);
  return { ...state, health: { ...next, since } };
}

const TOLD_TO_END = "the cluster’s head was told to end: it was taken down, or starts anew";

function healthOf(observed: ClusterObservation, before: ClusterHealth): ClusterHealth {
  const { unreachableSince, wasToldToEnd = false, nodes, readyWorkers, isDiskLow } = observed;
  const { since } = before;
  // What is not seen is as it was.
  if (unreachableSince !== null)
    return {
      ...before,
      connection: "UNREACHABLE",
      since,
      reason: wasToldToEnd ? TOLD_TO_END : "the cluster’s agent does not answer",
      closedReason: null,
    };
  const missing = readyWorkers !== null && readyWorkers < nodes;
  const closedReason = isDiskLow ? "there is little room left on /opt/data of the cluster" : null;
  return {
    connection: missing || isDiskLow ? "DEGRADED" : "CONNECTED",
    since,
    readyWorkers,
    reason: closedReason ?? (missing ? `${readyWorkers} of ${nodes} workers of the cluster take work` : null),
    closedReason,
  };
}
