import { join } from "node:path";
import { readHolder, takeLock } from "./data-lock.mjs";
import { isSameProcessAlive } from "./process-identity.mjs";
import { RemedyError } from "./remedy-error.mjs";
import { waitFor } from "./wait-for.mjs";

const STOPPING_LIMIT_MS = 20_000;

/** Only one start-up program works on a data directory. One that is stopping is waited for; one that runs is named. */
export async function lockDataDir(dataDir, address, note = () => {}) {
  const path = join(dataDir, "up.lock");
  let lock = takeLock(path);
  if (lock.holder?.stopping === true) {
    note("waiting for the earlier one to stop");
    await waitFor(() => !isSameProcessAlive(lock.holder), {
      deadlineMs: STOPPING_LIMIT_MS,
      onTimeout: () => alreadyRuns(lock.holder),
    });
    lock = takeLock(path);
  }
  if ("holder" in lock) throw alreadyRuns(lock.holder ?? readHolder(path));
  lock.note({ address });
  return lock;
}

const alreadyRuns = (holder) =>
  new RemedyError(
    `Arena already runs with this data directory (process ${holder?.pid}, ${holder?.address ?? "still starting"}).`,
    `Use that one, or end it with kill ${holder?.pid}, or start another with --port N --data DIR.`,
  );
