import type { CheckpointReference, HaltMode, HaltReceipt, RaisingRequest, RungRecord } from "../contract/halt.ts";
import type { RunCause, RunPhase, RunStatus, TerminalRunStatus } from "../contract/status.ts";
import type { EndedFact, HaltRequest, RunFact, TrainRunInput } from "../contract/train-run.ts";

export const STATE_VERSION = 1;

/** `ASKED`: the intent RUN is being written; `POSSIBLE`: it was written, so a machine may have begun. */
export type LaunchState = "NONE" | "ASKED" | "POSSIBLE";

/** After which nothing of the run is left at its machine. */
export type EndFact = Extract<RunFact, { readonly kind: "ENDED" | "REJECTED" | "REVOKED" }>;

/** Applied sequences of one source: all up to `upTo`, and those `beyond` it that came out of order. */
export interface AppliedSequences {
  readonly upTo: number;
  readonly beyond: readonly number[];
}

export interface Outcome {
  readonly status: TerminalRunStatus;
  readonly cause: RunCause;
  readonly message: string | null;
}

/** What carries a run through continue-as-new. Plain JSON; times are ISO 8601 or milliseconds since 1970. */
export interface RunState {
  readonly stateVersion: typeof STATE_VERSION;
  readonly input: TrainRunInput;
  readonly status: RunStatus;
  readonly phase: RunPhase | null;
  readonly cause: RunCause | null;
  readonly causeMessage: string | null;
  readonly receipt: HaltReceipt | null;
  readonly leaseId: string | null;
  readonly homeId: string | null;
  /** The pool knows of the lease: it granted it, or was told of it again. */
  readonly leaseConfirmed: boolean;
  readonly launch: LaunchState;
  readonly claimed: boolean;
  readonly firstEvent: boolean;
  readonly unreachableSince: string | null;
  readonly applied: Readonly<Record<string, AppliedSequences>>;
  readonly appliedFacts: number;
  /** The first request, whose person and time the receipt names; `mode` is the severest that was asked. */
  readonly halt: HaltRequest | null;
  readonly mode: HaltMode | null;
  /** The requests that raised `mode`, oldest first; absent in a state that an earlier version handed over. */
  readonly requests?: readonly RaisingRequest[];
  readonly haltIds: readonly string[];
  readonly intentStopWritten: HaltMode | null;
  readonly deadlineMs: number | null;
  readonly checkpoint: CheckpointReference | null;
  readonly checkpointing: boolean;
  readonly stopSeen: boolean;
  readonly trainingComplete: boolean | null;
  readonly trainerError: string | null;
  readonly rungs: readonly RungRecord[];
  readonly ended: EndedFact | null;
  readonly nothingRan: boolean;
  readonly timedOut: boolean;
  /** An end that came before any halt was known: decided once the row has been asked whether there is one. */
  readonly undecidedEnd: EndFact | null;
  /** Decided once; becomes the status when the lease is given back or quarantined. */
  readonly outcome: Outcome | null;
  readonly releaseStartedAt: string | null;
  readonly firstProjected: boolean;
  readonly flowSequence: number;
}

export function initialRunState(input: TrainRunInput): RunState {
  return {
    stateVersion: STATE_VERSION,
    input,
    status: "PENDING",
    phase: "WAITING_FOR_CAPACITY",
    cause: null,
    causeMessage: null,
    receipt: null,
    leaseId: null,
    homeId: null,
    leaseConfirmed: false,
    launch: "NONE",
    claimed: false,
    firstEvent: false,
    unreachableSince: null,
    applied: {},
    appliedFacts: 0,
    halt: null,
    mode: null,
    haltIds: [],
    intentStopWritten: null,
    deadlineMs: null,
    checkpoint: null,
    checkpointing: false,
    stopSeen: false,
    trainingComplete: null,
    trainerError: null,
    rungs: [],
    ended: null,
    nothingRan: false,
    timedOut: false,
    undecidedEnd: null,
    outcome: null,
    releaseStartedAt: null,
    firstProjected: false,
    flowSequence: 0,
  };
}
