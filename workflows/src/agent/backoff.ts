const FIRST_DELAY_MS = 100;
const LONGEST_DELAY_MS = 2_000;

/** Doubles from the first to the longest delay, with a quarter of chance so that many agents do not come back in step. */
export class Backoff {
  readonly #firstDelayMs: number;
  readonly #longestDelayMs: number;
  #delayMs: number;

  constructor(firstDelayMs = FIRST_DELAY_MS, longestDelayMs = LONGEST_DELAY_MS) {
    this.#firstDelayMs = firstDelayMs;
    this.#longestDelayMs = longestDelayMs;
    this.#delayMs = firstDelayMs;
  }

  reset(): void {
    this.#delayMs = this.#firstDelayMs;
  }

  nextDelayMs(): number {
    const delayMs = this.#delayMs * (0.75 + Math.random() / 4);
    this.#delayMs = Math.min(this.#delayMs * 2, this.#longestDelayMs);
    return delayMs;
  }
}
