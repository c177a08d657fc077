const LIMIT_MS = 15_000;
/** npm, the terminal and the program that started us pass on the same Ctrl-C. */
const SAME_REQUEST_MS = 1000;

/**
 * Stops everything at the first SIGINT, SIGTERM or SIGHUP, or when the program that started us under the pinned Node is gone.
 * `prepare(why, signal)` comes first and takes as long as it needs; a further request to stop aborts its signal. From then
 * on further ones are ignored: the stop has its own limit. Answers a question: whether it is stopping.
 */
export function stopOnSignal(stopAll, prepare = async () => {}) {
  const impatience = new AbortController();
  let askedAtMs = null;
  const stop = (why) => {
    if (askedAtMs !== null) {
      if (Date.now() - askedAtMs > SAME_REQUEST_MS) impatience.abort();
      return;
    }
    askedAtMs = Date.now();
    prepareAndStop(why).then(
      () => process.exit(0),
      (error) => {
        console.error(error);
        process.exit(1);
      },
    );
  };
  const prepareAndStop = async (why) => {
    await prepare(why, impatience.signal);
    setTimeout(() => process.exit(1), LIMIT_MS - 500).unref();
    await stopAll(why);
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => stop(signal));
  if (process.channel !== undefined) process.on("disconnect", () => stop("The program that started this one is gone"));
  return () => askedAtMs !== null;
}
