import { endProcess } from "./end-process.mjs";
import { readState } from "./state-file.mjs";

/**
 * Ends what a start-up program that was killed has left running. The reverse of the order of starting: users before what they use.
 * Running trainers are no components, are not in the file, and stay.
 */
export async function endStaleComponents(dataDir) {
  const { components } = readState(dataDir);
  const ended = [];
  for (const [name, entry] of Object.entries(components).reverse()) {
    if (typeof entry?.pid !== "number" || typeof entry.startTime !== "string") continue;
    // PostgreSQL takes SIGINT as "disconnect all and stop cleanly"; SIGTERM would wait for every client to leave.
    const signal = name === "postgres" ? "SIGINT" : "SIGTERM";
    if (await endProcess(entry, { signal, graceMs: 5000 })) ended.push(name);
  }
  return ended;
}
