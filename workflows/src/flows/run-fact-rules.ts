import type { RungRecord } from "../contract/halt.ts";
import type { RunPhase } from "../contract/status.ts";
import type { RunFact } from "../contract/train-run.ts";
import type { RunState } from "./run-state.ts";

const PHASE_OF_RUNG: Readonly<Record<RungRecord["name"], RunPhase>> = {
  CHECKPOINT: "CHECKPOINT_REQUESTED",
  SIGTERM: "TERMINATING",
  SIGKILL: "KILLING",
  RELEASE: "RELEASING",
};

/** What a fact says, without what follows from it: statuses and outcomes are decided by the reducer. */
export function applyFactBody(state: RunState, fact: RunFact): RunState {
  switch (fact.kind) {
    case "CLAIMED":
      return { ...state, claimed: true, launch: "POSSIBLE", homeId: state.homeId ?? fact.homeId };
    case "FIRST_EVENT":
      return { ...state, firstEvent: true };
    case "CHECKPOINT_STARTED":
      return withTrainingPhase({ ...state, checkpointing: true });
    case "CHECKPOINT":
      return withTrainingPhase({ ...state, checkpointing: false, checkpoint: fact.checkpoint });
    case "STOP_SEEN":
      return { ...state, stopSeen: true };
    case "FINISHED":
      return { ...state, trainingComplete: fact.trainingComplete };
    case "TRAINER_ERROR":
      return { ...state, trainerError: fact.message };
    case "RUNG":
      return withRung(state, fact.rung);
    case "ENDED":
      return { ...state, ended: state.ended ?? fact.ended };
    case "UNREACHABLE":
      return withTrainingPhase({ ...state, unreachableSince: fact.since });
    case "REACHABLE":
      return withTrainingPhase({ ...state, unreachableSince: null });
    case "REVOKED":
    case "REJECTED":
    case "RECONCILED":
      return state;
  }
}

function withTrainingPhase(state: RunState): RunState {
  if (state.status !== "RUNNING") return state;
  const phase = state.unreachableSince !== null ? "UNREACHABLE" : state.checkpointing ? "CHECKPOINTING" : "TRAINING";
  return { ...state, phase };
}

function withRung(state: RunState, rung: RungRecord): RunState {
  const others = state.rungs.filter((known) => known.name !== rung.name);
  const known = state.rungs.find((one) => one.name === rung.name);
  // A lit rung that comes late does not undo its own end.
  const kept = known !== undefined && known.endedAt !== null && rung.endedAt === null ? known : rung;
  const next = { ...state, rungs: [...others, kept].sort((a, b) => a.startedAt.localeCompare(b.startedAt)) };
  const lit = state.status === "STOPPING" && state.outcome === null && rung.endedAt === null;
  return lit ? { ...next, phase: PHASE_OF_RUNG[rung.name] } : next;
}
