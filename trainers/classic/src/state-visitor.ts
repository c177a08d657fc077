export const CONTENT_NAMES = [
  "WEIGHTS",
  "OPTIMIZER",
  "REPLAY_BUFFER",
  "EXPLORATION",
  "RNG",
  "ENVIRONMENT",
  "COUNTERS",
  "NORMALIZATION",
] as const;
export type ContentName = (typeof CONTENT_NAMES)[number];

export type StateArray = Float64Array | Float32Array | Uint32Array | Int32Array | Uint8Array;

/**
 * Walks over everything that a checkpoint holds. The same walk saves and restores, so that nothing can be in one and
 * not in the other. Arrays are filled in place.
 */
export interface StateVisitor {
  /** What follows is of this kind; the kinds met are the checkpoint's `contents`. */
  section(name: ContentName): void;
  array(name: string, array: StateArray): void;
  /**
   * Whether `array(name, …)` of this length would succeed. Asked for what a changed setting may reshape (the number of
   * environments, the length of a rollout): what does not fit is left as it is. Always true when saving.
   */
  fits(name: string, length: number): boolean;
  fields<T extends object>(name: string, object: T, keys: readonly (keyof T & string)[]): void;
}
