/** A moment at which the run was known to be at a step. */
export interface StepMoment {
  readonly step: number;
  readonly atMs: number;
}

const MAX_MOMENTS = 600;

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

  /** Steps in a second over the newest `windowMs`, or null while there is nothing to measure. */
  pace(windowMs = 30_000): number | null {
    const last = this.#moments.at(-1);
    const first = this.#moments.find((moment) => last && moment.atMs >= last.atMs - windowMs && moment !== last);
    const from = first ?? this.#moments.at(-2);
    if (!last || !from || last.atMs <= from.atMs) return null;
    return ((last.step - from.step) * 1000) / (last.atMs - from.atMs);
  }
}

function between(from: StepMoment, to: StepMoment, step: number): number {
  if (to.step === from.step) return to.atMs;
  return from.atMs + ((to.atMs - from.atMs) * (step - from.step)) / (to.step - from.step);
}
