const FIRST_DELAY_MS = 100;
const LONGEST_DELAY_MS = 2_000;

/** Doubles from 100 ms to 2 s, with a quarter of chance so that many agents do not come back in step. */
export class Backoff {
  #delayMs = FIRST_DELAY_MS;

  reset(): void {
    this.#delayMs = FIRST_DELAY_MS;
  }

  nextDelayMs(): number {
    const delayMs = this.#delayMs * (0.75 + Math.random() / 4);
    this.#delayMs = Math.min(this.#delayMs * 2, LONGEST_DELAY_MS);
    return delayMs;
  }
}
