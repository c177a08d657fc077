/**
 * A subscription that says nothing must still end when the caller goes away. One listener for the whole of it: a race
 * with one promise that lives as long would keep something for every message.
 */
export async function* untilAborted<Value>(
  source: AsyncIterable<Value>,
  signal: AbortSignal | undefined,
): AsyncGenerator<Value> {
  const iterator = source[Symbol.asyncIterator]();
  let leave = (): void => undefined;
  const onAbort = (): void => leave();
  signal?.addEventListener("abort", onAbort);
  try {
    for (;;) {
      const next = await new Promise<IteratorResult<Value>>((resolve, reject) => {
        leave = () => resolve({ done: true, value: undefined });
        if (signal?.aborted) leave();
        else iterator.next().then(resolve, reject);
      });
      if (next.done) return;
      yield next.value;
    }
  } finally {
    signal?.removeEventListener("abort", onAbort);
    // Not awaited: an iterator that waits for its next value may answer only after that.
    void iterator.return?.()?.catch(() => undefined);
  }
}
