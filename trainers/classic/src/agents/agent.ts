import type { EnvironmentSlot } from "../environments/environment-slot.ts";
import type { EpisodeScores } from "../episode-scores.ts";
import type { ContentName, StateVisitor } from "../state-visitor.ts";

/** Counts environment steps, summed over the environments. */
export interface Progress {
  step: number;
  readonly maxSteps: number;
}

/** What an agent trains in. */
export interface Arena {
  readonly slots: readonly EnvironmentSlot[];
  readonly scores: EpisodeScores;
  readonly progress: Progress;
}

export interface Agent {
  /** Does one small piece of work: a step of the environments, or one batch of learning. A halt may come between any two. */
  advance(): void;
  /** The action without exploration. */
  decide(observation: Float64Array): number;
  /** Losses and the like of the newest learning, for a report; null until there is something to say. */
  metrics(): Record<string, number | null>;
  visit(state: StateVisitor): void;
  /** After a restore: makes what was restored fit what was left `fresh`, or had another shape. */
  resume(fresh: ReadonlySet<ContentName>): void;
}

export class DivergedError extends Error {}
