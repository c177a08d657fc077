import { open, realpath, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import type { CheckpointRemoval } from "../contract/agent-protocol.ts";
import { runFilesOf } from "../launcher/run-files.ts";
import { checkpointDirectory } from "./checkpoint-directory.ts";

/**
 * Resolves when nothing is left of the checkpoint. The rename comes first: what has a checkpoint's name is a whole one,
 * also when this is cut short. The second name is the same each time, so that a repetition ends what was begun.
 */
export async function removeCheckpoint(runDirectory: string, removal: CheckpointRemoval): Promise<void> {
  const { checkpoints } = runFilesOf(runDirectory);
  const directory = checkpointDirectory(checkpoints, removal.path);
  const real = await realpath(checkpoints).catch(ignoringAbsence);
  if (real === null) return;
  // The trainer writes there, and may have put a link in its place.
  if (real !== checkpoints) throw new Error(`${checkpoints} leads elsewhere`);
  const trash = join(checkpoints, `.trash-${removal.id}`);
  await rm(trash, { recursive: true, force: true });
  await rename(directory, trash).catch(ignoringAbsence);
  await rm(trash, { recursive: true, force: true });
  await syncDirectory(checkpoints);
}

function ignoringAbsence(error: unknown): null {
  if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
  throw error;
}

/** Once it is said to be gone nobody asks again: it must not come back with a power cut. */
async function syncDirectory(path: string): Promise<void> {
  const handle = await open(path, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
