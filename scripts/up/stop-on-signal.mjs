const LIMIT_MS = 15_000;

/**
 * Stops everything at the first SIGINT, SIGTERM or SIGHUP, or when the program that started us under the pinned Node is gone.
 * Further signals are ignored: npm and the terminal both pass on a Ctrl-C, and a stop that is under way has its own limit.
 * Answers a question: whether it is stopping.
 */
export function stopOnSignal(stopAll) {
  let stopping = false;
  const stop = (why) => {
    if (stopping) return;
    stopping = true;
    setTimeout(() => process.exit(1), LIMIT_MS - 500).unref();
    stopAll(why).then(
      () => process.exit(0),
      (error) => {
        console.error(error);
        process.exit(1);
      },
    );
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => stop(signal));
  if (process.channel !== undefined) process.on("disconnect", () => stop("The program that started this one is gone"));
  return () => stopping;
}
