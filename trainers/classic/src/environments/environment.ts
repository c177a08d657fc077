import type { Pcg64 } from "../random/pcg64.ts";

/** The dynamics of one environment, without its time limit. Everything that changes is in `state`. */
export interface Dynamics {
  readonly state: Float64Array;
  readonly reward: number;
  readonly terminated: boolean;
  reset(random: Pcg64): void;
  /** A choice's index when actions are discrete, the action's value when they are continuous. */
  step(action: number): void;
  /** Writes the observation, rounded to float32 as Gymnasium does. */
  observe(into: Float64Array, offset: number): void;
}
