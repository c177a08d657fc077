import type { Evidence, HaltChannel, HaltMode, LadderGraces, RungRecord, CheckpointReference } from "./halt.ts";
import type { RunCause, RunPhase, RunStatus, TerminalRunStatus } from "./status.ts";

/** Everything `trainRun` needs: the update only waits, so a start that lost its update still goes on. */
export interface TrainRunInput {
  readonly runId: string;
  readonly experimentId: string;
  readonly runNumber: number;
  readonly organizationId: string;
  readonly projectId: string;
  readonly resourceClassId: string;
  readonly graces: LadderGraces;
  /** `recover`: started by the reconciler for a run whose workflow is gone; inspects and attaches, never launches. */
  readonly mode: "start" | "recover";
  readonly resumeCheckpointId: string | null;
  readonly requestedByPersonId: string | null;
  readonly requestedAt: string;
}

/** What the workflow returns; the terminal row in Postgres says the same. */
export interface TrainRunResult {
  readonly status: TerminalRunStatus;
  readonly cause: RunCause;
}

export const TRAIN_RUN_WORKFLOW = "trainRun";

/** Update `scheduled`: resolves once the first projection is written. Rejected with `REJECTED` when a rule refused it. */
export const SCHEDULED_UPDATE = "scheduled";
export interface ScheduledResult {
  readonly runId: string;
  readonly status: RunStatus;
}

/** Update `halt`: acknowledged at once. Idempotent by `haltId`; severity only rises. */
export const HALT_UPDATE = "halt";
export interface HaltRequest {
  readonly haltId: string;
  readonly mode: HaltMode;
  readonly requestedByPersonId: string | null;
  readonly requestedVia: HaltChannel;
  readonly requestedAt: string;
}
export interface HaltAcknowledgement {
  readonly accepted: boolean;
  readonly status: RunStatus;
}

/** Signal `fact`: what the agent or the trainer reported, committed to Postgres first, delivered at least once. */
export const FACT_SIGNAL = "fact";
/** Where a fact came from, and its place there: the key by which it is applied once. */
export interface FactKey {
  readonly source: "launcher" | "events" | "agent" | "reconciler";
  readonly sourceSequence: number;
}
export type RunFact = FactKey & { readonly at: string } & RunFactBody;
export type RunFactBody =
  | { readonly kind: "CLAIMED"; readonly homeId: string; readonly pid: number }
  | { readonly kind: "REVOKED" }
  | { readonly kind: "REJECTED"; readonly message: string }
  | { readonly kind: "FIRST_EVENT"; readonly step: number }
  | { readonly kind: "CHECKPOINT_STARTED"; readonly step: number }
  | { readonly kind: "CHECKPOINT"; readonly checkpoint: CheckpointReference }
  | { readonly kind: "STOP_SEEN" }
  | {
      readonly kind: "FINISHED";
      readonly reason: "completed" | "target_reached" | "stopped";
      readonly trainingComplete: boolean;
    }
  | { readonly kind: "TRAINER_ERROR"; readonly message: string }
  | { readonly kind: "RUNG"; readonly rung: RungRecord }
  | { readonly kind: "ENDED"; readonly ended: EndedFact }
  | { readonly kind: "UNREACHABLE"; readonly since: string }
  | { readonly kind: "REACHABLE" }
  | {
      readonly kind: "RECONCILED";
      readonly processGroupEmpty: boolean | null;
      readonly checkpoint: CheckpointReference | null;
      readonly message: string;
    };

/** From the launcher's record `ended.json`, or from the agent's inspection when there is none (`recorded: false`). */
export interface EndedFact {
  readonly recorded: boolean;
  readonly exitCode: number | null;
  readonly signal: string | null;
  readonly stopConsumed: boolean;
  readonly trainingComplete: boolean | null;
  readonly finishedReason: "completed" | "target_reached" | "stopped" | null;
  readonly errorMessage: string | null;
  readonly checkpoint: CheckpointReference | null;
  readonly processGroupEmpty: boolean | null;
  readonly evidence: Evidence;
  readonly rungs: readonly RungRecord[];
  readonly endedAt: string;
}

/** Signals between `trainRun` and `resourcePool`. */
export const GRANTED_SIGNAL = "granted";
export interface GrantedSignal {
  readonly leaseId: string;
  readonly homeId: string;
}

/** Signal `check`: the row may say something else than the flow believes; it writes its snapshot again. */
export const CHECK_SIGNAL = "check";

/** Query `state`: for the reconciler and tests. */
export const STATE_QUERY = "state";
export interface TrainRunStateView {
  readonly status: RunStatus;
  readonly phase: RunPhase | null;
  readonly leaseId: string | null;
  readonly haltId: string | null;
  readonly appliedFacts: number;
}
