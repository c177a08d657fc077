import { withoutFailedLogin, type ClusterCheck } from "../contract/cluster-check.ts";
import type {
  ClusterHostInput,
  ClusterOperationInput,
  ClusterStage,
  Gate,
  HostReport,
  HostState,
  StageAnswer,
  StageName,
} from "../contract/cluster-operation.ts";
import { stagePlan, type PlannedStage } from "./stage-plan.ts";

/** How long a host may be away in the middle of its stages: it may be restarting. */
export const AWAY_LIMIT_MS = 600_000;
/** A host that was never reached is not waited for. */
const FIRST_CONTACT_LIMIT_MS = 10_000;
/** How long a stage that runs may take to end once the operation is aborted. */
export const ABORT_LIMIT_MS = 60_000;

/** Plain JSON: carried through continue-as-new. */
export interface ClusterHostState {
  readonly stateVersion: 1;
  readonly plan: readonly PlannedStage[];
  readonly stages: readonly ClusterStage[];
  readonly openGates: readonly Gate[];
  readonly checks: readonly ClusterCheck[];
  readonly checkedAt: string | null;
  readonly wasReached: boolean;
  readonly unreachableSince: string | null;
  readonly isSkipped: boolean;
  readonly abortedAt: string | null;
  readonly appliedCommands: readonly string[];
  readonly flowSequence: number;
}
export type ClusterHostEvent =
  | { readonly kind: "OPEN_GATE"; readonly gate: Gate }
  | { readonly kind: "RETRY" | "SKIP"; readonly commandId: string }
  | { readonly kind: "ABORT"; readonly at: string }
  | { readonly kind: "STARTED"; readonly stage: StageName; readonly at: string }
  | { readonly kind: "ANSWERED"; readonly stage: StageName; readonly answer: StageAnswer; readonly at: string };

export function initialHostState(
  operation: Pick<ClusterOperationInput, "kind" | "driver" | "options">,
  host: ClusterHostInput,
): ClusterHostState {
  const plan = stagePlan(operation, host.role);
  return {
    stateVersion: 1,
    plan,
    stages: plan.map(({ name, leftOut }) => ({
      name,
      state: leftOut === null ? "WAITING" : "SKIPPED",
      attempt: 1,
      startedAt: null,
      endedAt: null,
      message: leftOut,
    })),
    openGates: [],
    checks: [],
    checkedAt: null,
    wasReached: false,
    unreachableSince: null,
    isSkipped: false,
    abortedAt: null,
    appliedCommands: [],
    flowSequence: 0,
  };
}

export function reduceHost(state: ClusterHostState, event: ClusterHostEvent): ClusterHostState {
  switch (event.kind) {
    case "OPEN_GATE":
      return state.openGates.includes(event.gate) ? state : { ...state, openGates: [...state.openGates, event.gate] };
    case "RETRY":
      return once(state, event.commandId, retried);
    case "SKIP":
      return once(state, event.commandId, (before) =>
        failedStage(before) === undefined ? before : { ...before, isSkipped: true },
      );
    case "ABORT":
      return state.abortedAt === null ? { ...state, abortedAt: event.at } : state;
    case "STARTED":
      return changed(state, event.stage, (stage) => ({
        ...stage,
        state: "RUNNING",
        startedAt: stage.startedAt ?? event.at,
        // What the look before has found holds until this one is over.
        message: stage.state === "RUNNING" ? stage.message : null,
      }));
    case "ANSWERED":
      return answered(state, event);
  }
}

/** The stage that is to be looked at now; null: there is none yet, or none any more. */
export function currentStage(state: ClusterHostState): ClusterStage | null {
  const running = state.stages.find((stage) => stage.state === "RUNNING");
  if (running !== undefined) return running;
  if (state.abortedAt !== null || failedStage(state) !== undefined) return null;
  return gateAhead(state) === null ? (nextStage(state) ?? null) : null;
}

function nextStage(state: ClusterHostState): ClusterStage | undefined {
  return state.stages.find((stage) => stage.state === "WAITING");
}

/** The closed gate before the next stage. */
function gateAhead(state: ClusterHostState): Gate | null {
  const next = nextStage(state);
  const gate = state.plan.find((planned) => planned.name === next?.name)?.gate ?? null;
  return gate === null || state.openGates.includes(gate) ? null : gate;
}

export function hostStateOf(state: ClusterHostState): HostState {
  if (state.isSkipped) return "SKIPPED";
  if (state.stages.every((stage) => stage.state === "DONE" || stage.state === "SKIPPED")) return "READY";
  const running = state.stages.some((stage) => stage.state === "RUNNING");
  const failed = failedStage(state);
  // What had failed before stays failed; what was cut off is aborted.
  if (state.abortedAt !== null && !running && !hadFailed(failed, state.abortedAt)) return "ABORTED";
  if (failed !== undefined) return "FAILED";
  return running ? "RUNNING" : "WAITING";
}

/** Nothing is left to do or to ask: the host's flow ends. */
export function hasHostEnded(state: ClusterHostState): boolean {
  const host = hostStateOf(state);
  return ["READY", "SKIPPED", "ABORTED"].includes(host) || (host === "FAILED" && state.abortedAt !== null);
}

function hadFailed(stage: ClusterStage | undefined, abortedAt: string): boolean {
  return stage?.endedAt != null && stage.endedAt <= abortedAt;
}

export function hostMessage(state: ClusterHostState): string | null {
  return (
    (
      failedStage(state) ??
      state.stages.find(({ state: now, message }) => now === "RUNNING" || (now === "WAITING" && message !== null))
    )?.message ?? null
  );
}

export function reportOf(state: ClusterHostState, position: number): HostReport {
  return {
    position,
    state: hostStateOf(state),
    done: state.stages.filter((stage) => stage.state === "DONE").map((stage) => stage.name),
    waitsAt: gateAhead(state),
    message: hostMessage(state),
  };
}

function answered(
  state: ClusterHostState,
  { stage, answer, at }: Extract<ClusterHostEvent, { kind: "ANSWERED" }>,
): ClusterHostState {
  const seen: ClusterHostState = {
    ...state,
    ...(answer.checks === undefined ? {} : { checks: answer.checks, checkedAt: at }),
    wasReached: state.wasReached || answer.state !== "UNREACHABLE",
    unreachableSince: answer.state === "UNREACHABLE" ? (state.unreachableSince ?? at) : null,
  };
  if (answer.state === "UNREACHABLE") return unreachable(seen, stage, answer.message, at);
  if (answer.state === "WAITING") return seen;
  if (answer.state === "WITHDRAWN")
    return changed({ ...seen, abortedAt: seen.abortedAt ?? at }, stage, (one) => ({ ...one, message: answer.message }));
  if (answer.state !== "RUNNING") {
    // Not before: a stage's end is told anyway, and an open flow replays with the same moments to tell.
    const checks = answer.checks ?? withoutFailedLogin(seen.checks);
    return ended({ ...seen, checks }, stage, answer.state, answer.message, at);
  }
  if (isOverdue(state.abortedAt, at, ABORT_LIMIT_MS))
    return ended(seen, stage, "FAILED", "It still ran when the operation was aborted, and was left to itself.", at);
  return changed(seen, stage, (one) => ({
    ...one,
    state: "RUNNING",
    startedAt: one.startedAt ?? at,
    message: answer.message,
  }));
}

function unreachable(state: ClusterHostState, stage: StageName, message: string | null, at: string): ClusterHostState {
  const limitMs = state.abortedAt !== null || !state.wasReached ? FIRST_CONTACT_LIMIT_MS : AWAY_LIMIT_MS;
  return isOverdue(state.unreachableSince, at, limitMs)
    ? ended({ ...state, unreachableSince: null }, stage, "FAILED", message, at)
    : changed(state, stage, (one) => ({ ...one, message }));
}

function isOverdue(since: string | null, at: string, limitMs: number): boolean {
  return since !== null && Date.parse(at) - Date.parse(since) >= limitMs;
}

function ended(
  state: ClusterHostState,
  stage: StageName,
  outcome: "DONE" | "SKIPPED" | "FAILED",
  message: string | null,
  at: string,
): ClusterHostState {
  return changed(state, stage, (one) => ({
    ...one,
    state: outcome,
    startedAt: one.startedAt ?? at,
    endedAt: at,
    message,
  }));
}

/** From the stage that failed; what was done before it is not done again. What had failed is taken to be mended. */
function retried(state: ClusterHostState): ClusterHostState {
  const failed = failedStage(state);
  if (failed === undefined || state.abortedAt !== null) return state;
  const checks = state.checks.filter(({ outcome }) => outcome !== "FAILED");
  return changed({ ...state, isSkipped: false, checks }, failed.name, (stage) => ({
    ...stage,
    state: "WAITING",
    attempt: stage.attempt + 1,
    startedAt: null,
    endedAt: null,
    message: null,
  }));
}

function failedStage(state: ClusterHostState): ClusterStage | undefined {
  return state.stages.find((stage) => stage.state === "FAILED");
}

function once(
  state: ClusterHostState,
  commandId: string,
  apply: (state: ClusterHostState) => ClusterHostState,
): ClusterHostState {
  if (state.appliedCommands.includes(commandId)) return state;
  return { ...apply(state), appliedCommands: [...state.appliedCommands, commandId] };
}

function changed(
  state: ClusterHostState,
  name: StageName,
  change: (stage: ClusterStage) => ClusterStage,
): ClusterHostState {
  return { ...state, stages: state.stages.map((stage) => (stage.name === name ? change(stage) : stage)) };
}
