import { seedWords64 } from "./seed-sequence.ts";

/** xoshiro128**: what the agents draw from. Its whole state is four words, so it is saved with one array. */
export class Xoshiro {
  readonly words = new Uint32Array(4);

  constructor(seed: bigint) {
    const [first, second] = seedWords64(seed, 2) as [bigint, bigint];
    this.words.set([first >> 32n, first, second >> 32n, second].map((word) => Number(word & 0xffffffffn)));
    if (this.words.every((word) => word === 0)) this.words[0] = 1;
  }

  next32(): number {
    const s = this.words;
    const s1 = s[1]!;
    const product = Math.imul(s1, 5);
    const result = Math.imul((product << 7) | (product >>> 25), 9) >>> 0;
    s[2]! ^= s[0]!;
    s[3]! ^= s1;
    s[1]! ^= s[2]!;
    s[0]! ^= s[3]!;
    s[2]! ^= s1 << 9;
    const top = s[3]!;
    s[3] = (top << 11) | (top >>> 21);
    return result;
  }

  /** In [0, 1). */
  unit(): number {
    return (this.next32() >>> 0) * 2.3283064365386963e-10;
  }

  /** In 0 … limit − 1. */
  below(limit: number): number {
    return Math.floor(this.unit() * limit);
  }

  /** Standard normal; no spare is kept, so that there is no state but the words. */
  normal(): number {
    const radius = Math.sqrt(-2 * Math.log(1 - this.unit()));
    return radius * Math.cos(2 * Math.PI * this.unit());
  }
}
