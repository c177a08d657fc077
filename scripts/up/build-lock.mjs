import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { takeLock } from "./data-lock.mjs";
import { RemedyError } from "./remedy-error.mjs";
import { waitFor } from "./wait-for.mjs";

const LONGEST_BUILD_MS = 600_000;

/** Two starts in one checkout build into the same folders: the second waits, and then finds everything made. */
export async function underBuildLock({ checkoutDir, say }, work) {
  const directory = join(checkoutDir, "workflows", "dist");
  mkdirSync(directory, { recursive: true });
  const lock = await freeLock(join(directory, ".building"), say);
  try {
    return await work();
  } finally {
    lock.release();
  }
}

async function freeLock(path, say) {
  const first = takeLock(path);
  if (first.release) return first;
  const holder = () => `process ${first.holder?.pid ?? "unknown"}`;
  return say.step(`Wait for the other start of this checkout (${holder()}) to build`, () =>
    waitFor(() => taken(path), {
      deadlineMs: LONGEST_BUILD_MS,
      everyMs: 100,
      onTimeout: () =>
        new RemedyError(
          `Another start of this checkout (${holder()}) has been building for ten minutes.`,
          "End it, then start again.",
        ),
    }),
  );
}

function taken(path) {
  const lock = takeLock(path);
  return lock.release ? lock : null;
}
