/** Drawing more often than this shows a person nothing more. */
const MIN_BETWEEN_MS = 200;

/** Calls in an animation frame, five times a second at most, however often it is asked: charts are drawn so, and no more. */
export class FrameSignal {
  readonly #call: () => void;
  #frame: number | null = null;
  #wait: ReturnType<typeof setTimeout> | null = null;
  #calledAtMs = -Infinity;

  constructor(call: () => void) {
    this.#call = call;
  }

  ask(): void {
    if (this.#frame !== null || this.#wait !== null) return;
    const waitMs = this.#calledAtMs + MIN_BETWEEN_MS - performance.now();
    if (waitMs <= 0) this.#request();
    else this.#wait = setTimeout(() => this.#request(), waitMs);
  }

  cancel(): void {
    if (this.#frame !== null) cancelAnimationFrame(this.#frame);
    if (this.#wait !== null) clearTimeout(this.#wait);
    [this.#frame, this.#wait] = [null, null];
  }

  #request(): void {
    this.#wait = null;
    this.#frame = requestAnimationFrame(() => {
      this.#frame = null;
      this.#calledAtMs = performance.now();
      this.#call();
    });
  }
}
