/** What a halt is asked with, and the receipt it ends with (product specification, section 3). */
export const HALT_MODES = ["SAVE", "TERMINATE", "KILL"] as const;
/** The rung a halt starts at: 1, 2 or 3. Severity only rises. */
export type HaltMode = (typeof HALT_MODES)[number];
export const RUNG_NAMES = ["CHECKPOINT", "SIGTERM", "SIGKILL", "RELEASE"] as const;
export type RungName = (typeof RUNG_NAMES)[number];
export const RUNG_OUTCOMES = ["DONE", "EXPIRED", "SKIPPED"] as const;
export type RungOutcome = (typeof RUNG_OUTCOMES)[number];
export const NO_CHECKPOINT_REASONS = [
  "NOT_STARTED",
  "TRAINER_IGNORED",
  "TRAINER_CRASHED",
  "WRITE_FAILED",
  "UNREACHABLE",
  "FORCED",
] as const;
export type NoCheckpointReason = (typeof NO_CHECKPOINT_REASONS)[number];
export const EVIDENCES = ["CGROUP", "SCAN", "REBOOT", "NONE"] as const;
export type Evidence = (typeof EVIDENCES)[number];
export const HALT_CHANNELS = ["WEB", "SDK", "CLI", "SYSTEM"] as const;
export type HaltChannel = (typeof HALT_CHANNELS)[number];

/** Deadlines of the ladder's rungs, in milliseconds, from the moment a rung is lit. */
export interface LadderGraces {
  readonly checkpointMs: number;
  readonly sigtermMs: number;
  readonly sigkillMs: number;
}
export const DEFAULT_GRACES: LadderGraces = { checkpointMs: 120_000, sigtermMs: 30_000, sigkillMs: 10_000 };

/** How long the workflow waits beyond the launcher's own ladder before it ends the run unverified, in milliseconds. */
export const OUTER_DEADLINE_EXTRA_MS = 15_000;

export function severityOf(mode: HaltMode): number {
  return HALT_MODES.indexOf(mode) + 1;
}

/** How long the ladder may climb that begins with this mode, in milliseconds. */
export function ladderMsOf(graces: LadderGraces, mode: HaltMode): number {
  const fromSigterm = graces.sigtermMs + graces.sigkillMs;
  return mode === "SAVE" ? graces.checkpointMs + fromSigterm : mode === "TERMINATE" ? fromSigterm : graces.sigkillMs;
}

/** Times are UTC ISO 8601 with milliseconds. `endedAt` and `outcome` are null while the rung is lit. */
export interface RungRecord {
  readonly name: RungName;
  readonly startedAt: string;
  readonly endedAt: string | null;
  readonly outcome: RungOutcome | null;
}

export interface CheckpointReference {
  readonly id: string;
  readonly step: number;
  readonly sha256: string;
}

/** One request that raised the halt's mode; the first of them began it. */
export interface RaisingRequest {
  readonly mode: HaltMode;
  readonly requestedAt: string;
  readonly requestedByPersonId: string | null;
  readonly requestedVia: HaltChannel;
}

/** Immutable once written, but for `reconciliation`. What was not looked at is null, never true. */
export interface HaltReceipt {
  readonly requestedByPersonId: string | null;
  readonly requestedVia: HaltChannel;
  readonly requestedAt: string;
  /** The hardest that was asked. */
  readonly mode: HaltMode;
  /** Every request that raised the mode, oldest first. Absent in receipts written before it was kept. */
  readonly requests?: readonly RaisingRequest[];
  readonly checkpoint: CheckpointReference | null;
  readonly noCheckpointReason: NoCheckpointReason | null;
  readonly exitCode: number | null;
  readonly signal: string | null;
  readonly processGroupEmpty: boolean | null;
  readonly evidence: Evidence;
  readonly resourcesReleased: boolean | null;
  readonly verified: boolean;
  readonly trainingComplete: boolean | null;
  readonly rungs: readonly RungRecord[];
  readonly reconciliation: HaltReconciliation | null;
}

export interface HaltReconciliation {
  readonly at: string;
  readonly processGroupEmpty: boolean | null;
  readonly checkpoint: CheckpointReference | null;
  readonly message: string;
}
