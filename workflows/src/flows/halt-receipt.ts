import type { HaltReceipt, NoCheckpointReason, RungRecord } from "../contract/halt.ts";
import type { RunState } from "./run-state.ts";

/** Only a typed look that found nothing proves it; a run that never began has nothing to look for. */
export function isEmptinessProven(state: RunState): boolean {
  if (state.nothingRan) return true;
  const ended = state.ended;
  return ended !== null && ended.processGroupEmpty === true && ended.evidence !== "NONE";
}

export function noCheckpointReasonOf(state: RunState): NoCheckpointReason {
  if (state.nothingRan) return "NOT_STARTED";
  const ended = state.ended;
  if (ended === null) return "UNREACHABLE";
  if (!ended.recorded) return "TRAINER_CRASHED";
  if (state.checkpointing) return "WRITE_FAILED";
  const ladderKilled = ended.rungs.some((rung) => rung.name === "SIGKILL" && rung.outcome !== "SKIPPED");
  if (state.mode === "KILL" || (state.mode === "TERMINATE" && ladderKilled)) return "FORCED";
  if (ended.signal !== null && !ladderKilled && !ended.rungs.some((rung) => rung.name === "SIGTERM"))
    return "TRAINER_CRASHED";
  if (ended.exitCode !== null && ended.exitCode !== 0) return "TRAINER_CRASHED";
  return "TRAINER_IGNORED";
}

/** `released`: whether the pool has been told; `null` when there was no lease to give back. */
export function receiptOf(state: RunState, released: boolean | null, nowIso: string): HaltReceipt | null {
  const halt = state.halt;
  if (halt === null || state.mode === null) return null;
  const ended = state.ended;
  const checkpoint = ended?.checkpoint ?? (ended === null ? state.checkpoint : null);
  const verified = isEmptinessProven(state);
  const release: RungRecord = {
    name: "RELEASE",
    startedAt: state.releaseStartedAt ?? nowIso,
    endedAt: nowIso,
    outcome: released === null ? "SKIPPED" : released ? "DONE" : "EXPIRED",
  };
  return {
    requestedByPersonId: halt.requestedByPersonId,
    requestedVia: halt.requestedVia,
    requestedAt: halt.requestedAt,
    mode: state.mode,
    requests: state.requests ?? [],
    checkpoint,
    noCheckpointReason: checkpoint === null ? noCheckpointReasonOf(state) : null,
    exitCode: ended?.exitCode ?? null,
    signal: ended?.signal ?? null,
    processGroupEmpty: state.nothingRan ? true : (ended?.processGroupEmpty ?? null),
    evidence: ended?.evidence ?? "NONE",
    resourcesReleased: released ?? (state.nothingRan ? true : verified),
    verified,
    trainingComplete: ended?.trainingComplete ?? state.trainingComplete,
    rungs: [...(ended?.rungs.length ? ended.rungs : state.rungs).filter((rung) => rung.name !== "RELEASE"), release],
    reconciliation: null,
  };
}
