import { HALT_MODES, severityOf, type HaltMode } from "@arena/workflows/contract/halt";
import type { RunPhase } from "@arena/workflows/contract/status";

export interface HaltFacts {
  /** 0 while nobody has asked. */
  readonly haltSeverity: number;
  readonly phase: RunPhase | null;
  /** Rungs of the ladder that are over, as the machine reported. */
  readonly finishedRungs: number;
}

const RUNG_OF_PHASE: Partial<Record<RunPhase, number>> = {
  CHECKPOINT_REQUESTED: 1,
  TERMINATING: 2,
  KILLING: 3,
  RELEASING: 3,
};
const HARDEST = HALT_MODES.length;

/** 1 to 3. `force` means the rung above the lit one, which may be above what was asked for: rungs expire by themselves. */
export function haltSeverity(facts: HaltFacts, asked: { readonly mode: HaltMode; readonly force: boolean }): number {
  const severity = severityOf(asked.mode);
  if (!asked.force || facts.haltSeverity === 0) return severity;
  const expired = facts.finishedRungs > 0 ? facts.finishedRungs + 1 : 0;
  const lit = Math.max(facts.haltSeverity, facts.phase === null ? 0 : (RUNG_OF_PHASE[facts.phase] ?? 0), expired);
  return Math.min(HARDEST, Math.max(severity, lit + 1));
}

export function modeOfSeverity(severity: number): HaltMode {
  const mode = HALT_MODES[severity - 1];
  if (mode === undefined) throw new Error(`There is no halt of severity ${severity}`);
  return mode;
}
