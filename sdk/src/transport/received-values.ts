/**
 * What a socket delivers, for a reader who takes it at its own pace. Written by hand rather than as a generator:
 * `return()` of a generator waits for its pending `await`, so a quiet subscription would never be let go.
 */
export class ReceivedValues<Value> implements AsyncIterableIterator<Value> {
  readonly #values: Value[] = [];
  readonly #leave: () => void;
  #ended: { readonly error: unknown } | null = null;
  #wake: (() => void) | null = null;

  /** `leave` is called once, when the reader goes before the end. */
  constructor(leave: () => void) {
    this.#leave = leave;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  push(value: Value): void {
    if (this.#ended !== null) return;
    this.#values.push(value);
    this.#wakeUp();
  }

  /** What was received before is still read; then the error is thrown, or nothing more comes. */
  end(error: unknown = null): void {
    this.#ended ??= { error };
    this.#wakeUp();
  }

  async next(): Promise<IteratorResult<Value>> {
    while (this.#values.length === 0) {
      if (this.#ended !== null) return this.#last(this.#ended.error);
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
    return { done: false, value: this.#values.shift()! };
  }

  async return(): Promise<IteratorResult<Value>> {
    this.#values.length = 0;
    if (this.#ended === null) {
      this.end();
      this.#leave();
    }
    return { done: true, value: undefined };
  }

  /** Thrown once: whoever reads on finds the end. */
  #last(error: unknown): IteratorResult<Value> {
    this.#ended = { error: null };
    if (error !== null) throw error;
    return { done: true, value: undefined };
  }

  #wakeUp(): void {
    this.#wake?.();
    this.#wake = null;
  }
}
