/** Calls once an animation frame at most, however often it is asked: charts are drawn that often and no more. */
export class FrameSignal {
  readonly #call: () => void;
  #asked: number | null = null;

  constructor(call: () => void) {
    this.#call = call;
  }

  ask(): void {
    this.#asked ??= requestAnimationFrame(() => {
      this.#asked = null;
      this.#call();
    });
  }

  cancel(): void {
    if (this.#asked !== null) cancelAnimationFrame(this.#asked);
    this.#asked = null;
  }
}
