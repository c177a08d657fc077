/**
 * The one table of statuses and moves (product specification, section 1). Schema, workflow, UI, database trigger and
 * documentation take theirs from here; a test compares the database's copy.
 */
export const EXPERIMENT_STATUSES = [
  "DRAFT",
  "PENDING",
  "RUNNING",
  "STOPPING",
  "STOPPED",
  "SUCCEEDED",
  "FAILED",
  "PENDING_DELETE",
  "DELETED",
] as const;
export type ExperimentStatus = (typeof EXPERIMENT_STATUSES)[number];

/** Statuses that a run can have: an experiment's, without Draft and the two of deletion. */
export const RUN_STATUSES = ["PENDING", "RUNNING", "STOPPING", "STOPPED", "SUCCEEDED", "FAILED"] as const;
export type RunStatus = (typeof RUN_STATUSES)[number];

export const STATUS_MOVES: Readonly<Record<ExperimentStatus, readonly ExperimentStatus[]>> = {
  DRAFT: ["PENDING", "PENDING_DELETE"],
  PENDING: ["RUNNING", "STOPPING", "FAILED"],
  RUNNING: ["SUCCEEDED", "FAILED", "STOPPING"],
  STOPPING: ["STOPPED", "FAILED"],
  STOPPED: ["PENDING", "PENDING_DELETE"],
  SUCCEEDED: ["PENDING", "PENDING_DELETE"],
  FAILED: ["PENDING", "PENDING_DELETE"],
  PENDING_DELETE: ["DELETED"],
  DELETED: [],
};

export const TERMINAL_RUN_STATUSES = ["STOPPED", "SUCCEEDED", "FAILED"] as const;
export type TerminalRunStatus = (typeof TERMINAL_RUN_STATUSES)[number];

export function canMove(from: ExperimentStatus, to: ExperimentStatus): boolean {
  return STATUS_MOVES[from].includes(to);
}

/** A run starts Pending and never comes back to it, so a run's moves are the experiment's without "a new run". */
export function canRunMove(from: RunStatus, to: RunStatus): boolean {
  return !isTerminal(from) && canMove(from, to);
}

export function isTerminal(status: ExperimentStatus): status is TerminalRunStatus {
  return (TERMINAL_RUN_STATUSES as readonly ExperimentStatus[]).includes(status);
}

export const RUN_PHASES = [
  "WAITING_FOR_CAPACITY",
  "STARTING",
  "TRAINING",
  "CHECKPOINTING",
  "UNREACHABLE",
  "CHECKPOINT_REQUESTED",
  "TERMINATING",
  "KILLING",
  "RELEASING",
] as const;
export type RunPhase = (typeof RUN_PHASES)[number];

export const PHASES_OF_STATUS: Readonly<Record<RunStatus, readonly RunPhase[]>> = {
  PENDING: ["WAITING_FOR_CAPACITY", "STARTING"],
  RUNNING: ["TRAINING", "CHECKPOINTING", "UNREACHABLE"],
  STOPPING: ["CHECKPOINT_REQUESTED", "TERMINATING", "KILLING", "RELEASING"],
  STOPPED: [],
  SUCCEEDED: [],
  FAILED: [],
};

export const RUN_CAUSES = [
  "COMPLETED",
  "TARGET_REACHED",
  "USER",
  "TRAINER_ERROR",
  "INFRASTRUCTURE",
  "REJECTED",
] as const;
export type RunCause = (typeof RUN_CAUSES)[number];
