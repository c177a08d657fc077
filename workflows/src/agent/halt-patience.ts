import { ladderMsOf, OUTER_DEADLINE_EXTRA_MS } from "../contract/halt.ts";
import type { StopRecord } from "../launcher/run-records.ts";

/** How often a launcher may wait for as long as the last rung, once that has run out: for its cgroup, and for a scan. */
const CLEARINGS = 2;

/**
 * How long a launcher that was told to stop is left alone. Past its ladder, and past the moment when the server ends the
 * run without it, it hangs. On the monotonic clock, from when the hardest stop was first seen here.
 */
export class HaltPatience {
  #haltedAs: string | null = null;
  #overdueAtMs = Infinity;

  isOver(stop: StopRecord | null, nowMs: number): boolean {
    if (stop === null) return false;
    const haltedAs = `${stop.haltId}/${stop.mode}`;
    if (haltedAs !== this.#haltedAs) {
      const { graces, mode } = stop;
      this.#haltedAs = haltedAs;
      this.#overdueAtMs = nowMs + ladderMsOf(graces, mode) + CLEARINGS * graces.sigkillMs + OUTER_DEADLINE_EXTRA_MS;
    }
    return nowMs > this.#overdueAtMs;
  }
}
