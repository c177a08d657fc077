import type { StateVisitor } from "../state-visitor.ts";

const BETA_1 = 0.9;
const BETA_2 = 0.999;
const EPSILON = 1e-5;

/** All that is learned by one optimizer, in one array, with its gradients and Adam's moments. */
export class Parameters {
  readonly values: Float64Array;
  readonly gradients: Float64Array;
  readonly #first: Float64Array;
  readonly #second: Float64Array;
  updates = 0;
  #used = 0;

  constructor(size: number) {
    this.values = new Float64Array(size);
    this.gradients = new Float64Array(size);
    this.#first = new Float64Array(size);
    this.#second = new Float64Array(size);
  }

  /** The next `size` values, as views. */
  take(size: number): { values: Float64Array; gradients: Float64Array } {
    const from = this.#used;
    this.#used += size;
    if (this.#used > this.values.length) throw new Error("More parameters taken than there are.");
    return { values: this.values.subarray(from, this.#used), gradients: this.gradients.subarray(from, this.#used) };
  }

  /** One step of Adam, with the gradient's norm held to `maxNorm`; returns the norm it had. */
  step(learningRate: number, maxNorm: number): number {
    const { values, gradients } = this;
    const first = this.#first;
    const second = this.#second;
    let squares = 0;
    for (let i = 0; i < gradients.length; i += 1) squares += gradients[i]! * gradients[i]!;
    const norm = Math.sqrt(squares);
    const scale = norm > maxNorm ? maxNorm / norm : 1;
    this.updates += 1;
    const rate = learningRate / (1 - BETA_1 ** this.updates);
    const correction = 1 / Math.sqrt(1 - BETA_2 ** this.updates);
    for (let i = 0; i < values.length; i += 1) {
      const gradient = gradients[i]! * scale;
      const mean = BETA_1 * first[i]! + (1 - BETA_1) * gradient;
      const variance = BETA_2 * second[i]! + (1 - BETA_2) * gradient * gradient;
      first[i] = mean;
      second[i] = variance;
      values[i]! -= (rate * mean) / (Math.sqrt(variance) * correction + EPSILON);
    }
    return norm;
  }

  visit(state: StateVisitor): void {
    state.section("WEIGHTS");
    state.array("weights", this.values);
    state.section("OPTIMIZER");
    state.array("adam.first", this.#first);
    state.array("adam.second", this.#second);
    state.fields("adam", this, ["updates"]);
  }
}
