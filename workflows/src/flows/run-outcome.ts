import type { EndedFact } from "../contract/train-run.ts";
import type { Outcome, RunState } from "./run-state.ts";

/** The trainer's own failure: it left with a code of its own before the stop was consumed or a signal was sent by the ladder. */
function failedByItself(ended: EndedFact): boolean {
  const signalled = ended.rungs.some(
    (rung) => (rung.name === "SIGTERM" || rung.name === "SIGKILL") && rung.outcome !== "SKIPPED",
  );
  return ended.exitCode !== null && ended.exitCode !== 0 && !ended.stopConsumed && !signalled;
}

export function outcomeOfEnded(state: RunState, ended: EndedFact): Outcome {
  const message = ended.errorMessage ?? state.trainerError;
  if (state.halt !== null) {
    if (failedByItself(ended))
      return { status: "FAILED", cause: "TRAINER_ERROR", message: message ?? exitMessage(ended) };
    return { status: "STOPPED", cause: "USER", message: null };
  }
  if (!ended.recorded) {
    return {
      status: "FAILED",
      cause: "INFRASTRUCTURE",
      message: message ?? "Its launcher was gone without a record of the end.",
    };
  }
  if (ended.exitCode === 0) {
    // A stop that nobody asked for here came from the machine: the trainer saved, but the training is not done.
    if (ended.finishedReason === "stopped" && ended.trainingComplete !== true) {
      return { status: "FAILED", cause: "INFRASTRUCTURE", message: "The trainer was stopped by its machine." };
    }
    return {
      status: "SUCCEEDED",
      cause: ended.finishedReason === "target_reached" ? "TARGET_REACHED" : "COMPLETED",
      message: null,
    };
  }
  if (ended.exitCode === null) {
    return {
      status: "FAILED",
      cause: "INFRASTRUCTURE",
      message: message ?? `The trainer was killed by ${ended.signal ?? "an unknown signal"}.`,
    };
  }
  return { status: "FAILED", cause: "TRAINER_ERROR", message: message ?? exitMessage(ended) };
}

function exitMessage(ended: EndedFact): string {
  return `The trainer exited with code ${ended.exitCode}.`;
}
