import type { RunRow } from "./run-activities-contract.ts";
import { initialRunState, type RunState } from "./run-state.ts";
import type { TrainRunInput } from "../contract/train-run.ts";

/** Attaches to what the row says. A run that no machine was told of is not launched: its queue is gone with its flow. */
export function recoveredState(input: TrainRunInput, row: RunRow, nowMs: number): RunState {
  const base: RunState = { ...initialRunState(input), firstProjected: true, leaseId: row.leaseId, homeId: row.homeId };
  const untouched = row.homeId === null;
  const status = row.status;
  const phase = status === "RUNNING" ? "TRAINING" : status === "STOPPING" ? "CHECKPOINT_REQUESTED" : "STARTING";
  if (row.outcome !== null) {
    return {
      ...base,
      status: row.outcome.status,
      phase: null,
      cause: row.outcome.cause,
      causeMessage: row.outcome.message,
    };
  }
  const attached: RunState = {
    ...base,
    status,
    phase,
    launch: untouched ? "NONE" : "POSSIBLE",
    claimed: status === "RUNNING",
    firstEvent: status === "RUNNING",
  };
  if (!untouched) return attached;
  const releaseStartedAt = new Date(nowMs).toISOString();
  const outcome =
    row.halt === null && status !== "STOPPING"
      ? ({
          status: "FAILED",
          cause: "INFRASTRUCTURE",
          message: "Its place in the queue was lost before it began.",
        } as const)
      : ({ status: "STOPPED", cause: "USER", message: null } as const);
  return { ...attached, nothingRan: true, outcome, releaseStartedAt, halt: row.halt, mode: row.halt?.mode ?? null };
}
