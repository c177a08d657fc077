import type { HaltReceipt } from "../contract/halt.ts";
import type { RunCause, RunPhase, RunStatus } from "../contract/status.ts";
import type { Outcome, RunState } from "./run-state.ts";

/** The whole of what the projector writes; the latest wins. */
export interface RunSnapshot {
  readonly runId: string;
  readonly status: RunStatus;
  readonly phase: RunPhase | null;
  readonly cause: RunCause | null;
  readonly causeMessage: string | null;
  readonly unreachableSince: string | null;
  readonly receipt: HaltReceipt | null;
  readonly leaseReleased: boolean;
}
export interface RunProjection {
  readonly executionId: string;
  readonly flowSequence: number;
  readonly snapshot: RunSnapshot;
}
/** Without `adopted`, `ahead` and `refused`: it is written. */
export interface ProjectionAnswer {
  /** The row had ended already, with this outcome. */
  readonly adopted: Outcome | null;
  /** The row has this later sequence, or this one with another content: another copy of the flow wrote it. */
  readonly ahead?: number;
  /** Why the row cannot take the snapshot as long as it says what it says. */
  readonly refused?: string;
}

export function snapshotOf(state: RunState, leaseReleased: boolean): RunSnapshot {
  return {
    runId: state.input.runId,
    status: state.status,
    phase: state.phase,
    cause: state.cause,
    causeMessage: state.causeMessage,
    unreachableSince: state.unreachableSince,
    receipt: state.receipt,
    leaseReleased,
  };
}
