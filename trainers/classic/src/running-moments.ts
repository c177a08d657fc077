import type { StateVisitor } from "./state-visitor.ts";

const CLIP = 10;

/** Running mean and variance of each of `size` values; normalises to mean 0, deviation 1, clipped. */
export class RunningMoments {
  readonly #mean: Float64Array;
  readonly #squares: Float64Array;
  count = 0;

  constructor(size: number) {
    this.#mean = new Float64Array(size);
    this.#squares = new Float64Array(size);
  }

  add(values: Float64Array, offset: number): void {
    this.count += 1;
    for (let i = 0; i < this.#mean.length; i += 1) {
      const delta = values[offset + i]! - this.#mean[i]!;
      this.#mean[i]! += delta / this.count;
      this.#squares[i]! += delta * (values[offset + i]! - this.#mean[i]!);
    }
  }

  deviation(index: number): number {
    return this.count < 2 ? 1 : Math.sqrt(this.#squares[index]! / this.count + 1e-8);
  }

  normalize(from: Float64Array | Float32Array, fromOffset: number, into: Float64Array, intoOffset: number): void {
    for (let i = 0; i < this.#mean.length; i += 1) {
      const value = (from[fromOffset + i]! - this.#mean[i]!) / this.deviation(i);
      into[intoOffset + i] = value > CLIP ? CLIP : value < -CLIP ? -CLIP : value;
    }
  }

  visit(state: StateVisitor, name: string): void {
    state.section("NORMALIZATION");
    if (!state.fits(`${name}.mean`, this.#mean.length)) return;
    state.array(`${name}.mean`, this.#mean);
    state.array(`${name}.squares`, this.#squares);
    state.fields(name, this, ["count"]);
  }
}
