/** A moment at which the run was known to be at a step. */
export interface StepMoment {
  readonly step: number;
  readonly atMs: number;
}

const MAX_MOMENTS = 600;
const MIN_WINDOW_MS = 30_000;
const MAX_WINDOW_MS = 600_000;

/**
 * When a step was reached. Metrics carry steps only; the run's events and the arrival of live points say when some of
 * them were, and what lies between is interpolated.
 */
export class StepClock {
  #moments: StepMoment[] = [];

  get moments(): readonly StepMoment[] {
    return this.#moments;
  }

  add(step: number, atMs: number): void {
    const at = this.#moments.findLastIndex((moment) => moment.step <= step);
    // The first time a step was seen counts: an event that is told again later says nothing new.
    if (this.#moments[at]?.step === step) return;
    const [before, after] = [this.#moments[at], this.#moments[at + 1]];
    if ((before && before.atMs > atMs) || (after && after.atMs < atMs)) return;
    this.#moments.splice(at + 1, 0, { step, atMs });
    if (this.#moments.length > MAX_MOMENTS)
      this.#moments = this.#moments.filter((_, index, all) => index % 2 === 0 || index === all.length - 1);
  }

  /** Milliseconds since 1970, or null while nothing is known. */
  timeOf(step: number): number | null {
    const all = this.#moments;
    if (all.length === 0) return null;
    const next = all.findIndex((moment) => moment.step >= step);
    if (next === 0) return all[0]!.atMs;
    if (next > 0) return between(all[next - 1]!, all[next]!, step);
    return all.length === 1 ? all[0]!.atMs : between(all.at(-2)!, all.at(-1)!, step);
  }

  /** Steps in a second, lately: over a fifth of the time so far, within bounds. Null while there is nothing to measure. */
  pace(): number | null {
    const [begin, last] = [this.#moments[0], this.#moments.at(-1)];
    if (!begin || !last) return null;
    const windowMs = Math.min(MAX_WINDOW_MS, Math.max(MIN_WINDOW_MS, (last.atMs - begin.atMs) / 5));
    const from = this.#moments.find((moment) => moment.atMs >= last.atMs - windowMs && moment !== last);
    const first = from ?? this.#moments.at(-2);
    if (!first || last.atMs <= first.atMs) return null;
    return ((last.step - first.step) * 1000) / (last.atMs - first.atMs);
  }
}

function between(from: StepMoment, to: StepMoment, step: number): number {
  if (to.step === from.step) return to.atMs;
  return from.atMs + ((to.atMs - from.atMs) * (step - from.step)) / (to.step - from.step);
}
