import {
  ladderMsOf,
  OUTER_DEADLINE_EXTRA_MS,
  severityOf,
  type HaltMode,
  type RaisingRequest,
} from "../contract/halt.ts";
import { canRunMove, isTerminal, type RunPhase, type RunStatus } from "../contract/status.ts";
import type { GrantedSignal, HaltRequest, RunFact } from "../contract/train-run.ts";
import { isApplied, withApplied } from "./applied-sequences.ts";
import { isEmptinessProven, receiptOf } from "./halt-receipt.ts";
import { outcomeOfEnded } from "./run-outcome.ts";
import type { EndFact, Outcome, RunState } from "./run-state.ts";
import { applyFactBody } from "./run-fact-rules.ts";

export type RunInput = { readonly nowMs: number } & (
  | { readonly kind: "FIRST_PROJECTED" }
  | { readonly kind: "GRANTED"; readonly granted: GrantedSignal }
  | { readonly kind: "LEASE_CONFIRMED" }
  | { readonly kind: "LAUNCH_ASKED" }
  | { readonly kind: "LAUNCH_ANSWERED"; readonly launched: boolean }
  | { readonly kind: "HALT"; readonly request: HaltRequest }
  | { readonly kind: "STOP_WRITTEN"; readonly mode: HaltMode }
  | { readonly kind: "FACT"; readonly fact: RunFact }
  /** The request that the row holds, which may not have been delivered yet; null when nobody asked. */
  | { readonly kind: "HALT_READ"; readonly request: HaltRequest | null }
  | { readonly kind: "CLOCK" }
  | { readonly kind: "LEASE_SETTLED"; readonly released: boolean | null }
  | { readonly kind: "ADOPTED"; readonly outcome: Outcome }
);

/** Levels, not edges: what is still to be done in this state. The shell does each and says so by an input. */
export type RunEffect =
  | { readonly kind: "REQUEST_LEASE" }
  | { readonly kind: "CONFIRM_LEASE"; readonly homeId: string }
  | { readonly kind: "LAUNCH"; readonly homeId: string; readonly leaseId: string }
  | { readonly kind: "WRITE_STOP"; readonly mode: HaltMode }
  | { readonly kind: "READ_HALT" }
  | { readonly kind: "SETTLE_LEASE"; readonly quarantineReason: string | null };

export function reduceRun(state: RunState, input: RunInput): { state: RunState; effects: readonly RunEffect[] } {
  const next = isTerminal(state.status) ? afterEnd(state, input) : apply(state, input);
  return { state: next, effects: effectsOf(next) };
}

export function effectsOf(state: RunState): readonly RunEffect[] {
  if (isTerminal(state.status) || !state.firstProjected) return [];
  if (state.outcome !== null) return [{ kind: "SETTLE_LEASE", quarantineReason: quarantineReasonOf(state) }];
  if (state.undecidedEnd !== null) return [{ kind: "READ_HALT" }];
  const effects: RunEffect[] = [];
  if (state.halt !== null && state.mode !== null && state.intentStopWritten !== state.mode) {
    effects.push({ kind: "WRITE_STOP", mode: state.mode });
  }
  if (state.launch === "POSSIBLE" && !state.leaseConfirmed && state.homeId !== null) {
    effects.push({ kind: "CONFIRM_LEASE", homeId: state.homeId });
  }
  if (state.halt === null && state.input.mode === "start" && state.launch === "NONE") {
    if (state.leaseId === null) effects.push({ kind: "REQUEST_LEASE" });
    else if (state.homeId !== null) effects.push({ kind: "LAUNCH", homeId: state.homeId, leaseId: state.leaseId });
  }
  return effects;
}

function quarantineReasonOf(state: RunState): string | null {
  if (isEmptinessProven(state) || state.launch === "NONE") return null;
  if (state.ended?.processGroupEmpty === false) return "Processes of the trainer were still there at its end.";
  return "It was not proven that the trainer's processes are gone.";
}

function afterEnd(state: RunState, input: RunInput): RunState {
  return input.kind === "FACT" ? markApplied(state, input.fact) : state;
}

function apply(state: RunState, input: RunInput): RunState {
  switch (input.kind) {
    case "FIRST_PROJECTED":
      return { ...state, firstProjected: true };
    case "GRANTED":
      return granted(state, input.granted);
    case "LEASE_CONFIRMED":
      return { ...state, leaseId: state.leaseId ?? state.input.runId, leaseConfirmed: true };
    case "LAUNCH_ASKED":
      return state.launch === "NONE" ? { ...state, launch: "ASKED" } : state;
    case "LAUNCH_ANSWERED":
      return launchAnswered(state, input.launched, input.nowMs);
    case "HALT":
      return halted(state, input.request, input.nowMs);
    case "STOP_WRITTEN":
      return { ...state, intentStopWritten: input.mode };
    case "FACT":
      return factArrived(state, input.fact, input.nowMs);
    case "HALT_READ":
      return haltRead(state, input.request, input.nowMs);
    case "CLOCK":
      return clockRan(state, input.nowMs);
    case "LEASE_SETTLED":
      return closed(state, input.released, input.nowMs);
    case "ADOPTED":
      return {
        ...state,
        status: input.outcome.status,
        phase: null,
        cause: input.outcome.cause,
        causeMessage: input.outcome.message,
      };
  }
}

function granted(state: RunState, grant: GrantedSignal): RunState {
  if (state.leaseId !== null || state.outcome !== null) return state;
  const held = { ...state, leaseId: grant.leaseId, homeId: grant.homeId, leaseConfirmed: true };
  return state.status === "PENDING" ? { ...held, phase: "STARTING" } : held;
}

function launchAnswered(state: RunState, launched: boolean, nowMs: number): RunState {
  if (state.launch !== "ASKED") return state;
  if (launched) return { ...state, launch: "POSSIBLE" };
  // The row said STOP already, so no machine was ever told to begin; the request that wrote it is on its way here.
  const idle: RunState = { ...state, launch: "NONE" };
  return state.halt === null
    ? idle
    : decide({ ...idle, nothingRan: true }, { status: "STOPPED", cause: "USER", message: null }, nowMs);
}

function halted(state: RunState, request: HaltRequest, nowMs: number): RunState {
  const raised = state.mode === null || severityOf(request.mode) > severityOf(state.mode);
  // A harder mode of the same halt is news; a repetition is not.
  if (state.outcome !== null || (state.haltIds.includes(request.haltId) && !raised)) return state;
  const mode = raised ? request.mode : state.mode!;
  const deadline = nowMs + ladderMsOf(state.input.graces, mode) + OUTER_DEADLINE_EXTRA_MS;
  let next: RunState = {
    ...state,
    halt: state.halt ?? request,
    mode,
    requests: raised ? [...(state.requests ?? []), raisingRequest(request)] : (state.requests ?? []),
    haltIds: state.haltIds.includes(request.haltId) ? state.haltIds : [...state.haltIds, request.haltId],
    deadlineMs: state.deadlineMs === null ? deadline : Math.min(state.deadlineMs, deadline),
  };
  next = next.status === "STOPPING" ? next : moved(next, "STOPPING", phaseOfMode(mode));
  const neverLaunched = next.launch === "NONE" && next.input.mode === "start";
  return neverLaunched
    ? decide({ ...next, nothingRan: true }, { status: "STOPPED", cause: "USER", message: null }, nowMs)
    : next;
}

function raisingRequest({ mode, requestedAt, requestedByPersonId, requestedVia }: HaltRequest): RaisingRequest {
  return { mode, requestedAt, requestedByPersonId, requestedVia };
}

function phaseOfMode(mode: HaltMode): RunPhase {
  return mode === "SAVE" ? "CHECKPOINT_REQUESTED" : mode === "TERMINATE" ? "TERMINATING" : "KILLING";
}

function factArrived(state: RunState, fact: RunFact, nowMs: number): RunState {
  if (isApplied(state.applied[fact.source], fact.sourceSequence)) return state;
  const next = applyFactBody(markApplied(state, fact), fact);
  if (next.outcome !== null || state.outcome !== null) return next;
  if (fact.kind === "ENDED" || fact.kind === "REJECTED" || fact.kind === "REVOKED") {
    return next.halt === null ? { ...next, undecidedEnd: next.undecidedEnd ?? fact } : endArrived(next, fact, nowMs);
  }
  const runs = next.status === "PENDING" && next.claimed && next.firstEvent;
  return runs ? moved(next, "RUNNING", next.checkpointing ? "CHECKPOINTING" : "TRAINING") : next;
}

/** A halt is committed before the machine hears of it, so an end that it brought may overtake its delivery to here. */
function haltRead(state: RunState, request: HaltRequest | null, nowMs: number): RunState {
  const end = state.undecidedEnd;
  if (end === null || state.outcome !== null) return state;
  const asked = request === null || state.halt !== null ? state : halted(state, request, nowMs);
  return asked.outcome === null ? endArrived({ ...asked, undecidedEnd: null }, end, nowMs) : asked;
}

function endArrived(state: RunState, end: EndFact, nowMs: number): RunState {
  if (end.kind === "ENDED") return decide(state, outcomeOfEnded(state, end.ended), nowMs);
  const outcome: Outcome =
    state.halt !== null
      ? { status: "STOPPED", cause: "USER", message: null }
      : end.kind === "REJECTED"
        ? { status: "FAILED", cause: "REJECTED", message: end.message }
        : { status: "FAILED", cause: "INFRASTRUCTURE", message: "The launch was revoked." };
  return decide({ ...state, nothingRan: true }, outcome, nowMs);
}

function markApplied(state: RunState, fact: RunFact): RunState {
  const applied = state.applied[fact.source];
  if (isApplied(applied, fact.sourceSequence)) return state;
  return {
    ...state,
    appliedFacts: state.appliedFacts + 1,
    applied: { ...state.applied, [fact.source]: withApplied(applied, fact.sourceSequence) },
  };
}

function clockRan(state: RunState, nowMs: number): RunState {
  if (state.outcome !== null || state.deadlineMs === null || nowMs < state.deadlineMs) return state;
  return decide({ ...state, timedOut: true }, { status: "STOPPED", cause: "USER", message: null }, nowMs);
}

/** The order of inputs decides: what is decided first stays. */
function decide(state: RunState, outcome: Outcome, nowMs: number): RunState {
  const phase = state.status === "STOPPING" ? "RELEASING" : state.phase;
  return { ...state, outcome, phase, releaseStartedAt: new Date(nowMs).toISOString() };
}

function closed(state: RunState, released: boolean | null, nowMs: number): RunState {
  const outcome = state.outcome;
  if (outcome === null) return state;
  // Ended before both signs of its start were here: it ran all the same.
  const from =
    outcome.status === "SUCCEEDED" && state.status === "PENDING" ? moved(state, "RUNNING", "TRAINING") : state;
  const receipt = receiptOf(from, released, new Date(nowMs).toISOString());
  return {
    ...moved(from, outcome.status, null),
    cause: outcome.cause,
    causeMessage: outcome.message,
    receipt,
    unreachableSince: null,
  };
}

function moved(state: RunState, to: RunStatus, phase: RunPhase | null): RunState {
  if (!canRunMove(state.status, to)) throw new Error(`A run cannot move from ${state.status} to ${to}`);
  return { ...state, status: to, phase };
}
