import { thinPoints, type Points } from "./thin-points.ts";

/** One metric of one run, bounded: beyond `maxPoints` it is thinned, its exact extremes are kept. */
export class MetricSeries {
  readonly #maxPoints: number;
  #points: Points = { steps: [], values: [] };
  #minimum: number | null = null;
  #maximum: number | null = null;

  constructor(maxPoints: number) {
    this.#maxPoints = maxPoints;
  }

  get steps(): readonly number[] {
    return this.#points.steps;
  }
  get values(): readonly (number | null)[] {
    return this.#points.values;
  }
  get minimum(): number | null {
    return this.#minimum;
  }
  get maximum(): number | null {
    return this.#maximum;
  }
  get lastStep(): number | null {
    return this.#points.steps.at(-1) ?? null;
  }
  /** The newest that is a number. */
  get current(): number | null {
    return this.#points.values.findLast((value) => value !== null) ?? null;
  }

  /** Adds points; those at a step that is there already replace it, those of an earlier one find their place. */
  append(steps: readonly number[], values: readonly (number | null)[]): void {
    for (let index = 0; index < steps.length; index += 1) this.#put(steps[index]!, values[index] ?? null);
    // Thinned at twice the bound, so that a live series is not worked through at each point.
    if (this.#points.steps.length > 2 * this.#maxPoints) this.#points = thinPoints(this.#points, this.#maxPoints);
  }

  #put(step: number, value: number | null): void {
    const { steps, values } = this.#points;
    if (value !== null) {
      if (this.#minimum === null || value < this.#minimum) this.#minimum = value;
      if (this.#maximum === null || value > this.#maximum) this.#maximum = value;
    }
    const last = steps.at(-1);
    if (last === undefined || step > last) {
      steps.push(step);
      values.push(value);
      return;
    }
    const at = placeOf(steps, step);
    if (steps[at] === step) values[at] = value;
    else {
      steps.splice(at, 0, step);
      values.splice(at, 0, value);
    }
  }
}

/** Index of the first step that is not before `step`. */
function placeOf(steps: readonly number[], step: number): number {
  let [low, high] = [0, steps.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (steps[middle]! < step) low = middle + 1;
    else high = middle;
  }
  return low;
}
