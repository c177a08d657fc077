import { seedWords64 } from "./seed-sequence.ts";

const MASK_64 = (1n << 64n) - 1n;
const MASK_128 = (1n << 128n) - 1n;
const MULTIPLIER = 0x2360ed051fc65da44385df649fccf645n;

/** NumPy's default generator, bit for bit, so that `reset(seed)` gives the states that Gymnasium gives. */
export class Pcg64 {
  state: bigint;
  increment: bigint;

  constructor(seed: bigint) {
    const [stateHigh, stateLow, sequenceHigh, sequenceLow] = seedWords64(seed, 4) as [bigint, bigint, bigint, bigint];
    this.increment = ((((sequenceHigh << 64n) | sequenceLow) << 1n) | 1n) & MASK_128;
    this.state = this.increment;
    this.state = (this.state + ((stateHigh << 64n) | stateLow)) & MASK_128;
    this.#advance();
  }

  #advance(): void {
    this.state = (this.state * MULTIPLIER + this.increment) & MASK_128;
  }

  #next64(): bigint {
    this.#advance();
    const rotation = this.state >> 122n;
    const folded = (this.state >> 64n) ^ (this.state & MASK_64);
    return ((folded >> rotation) | (folded << (64n - rotation))) & MASK_64;
  }

  uniform(low: number, high: number): number {
    const unit = Number(this.#next64() >> 11n) * (1 / 9007199254740992);
    return low + (high - low) * unit;
  }
}
