import { join } from "node:path";

const CHECKPOINT_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,199}$/;

/** A name from outside never leaves the run's checkpoints folder, nor is it one that begins with a dot. */
export function checkpointDirectory(checkpoints: string, name: string): string {
  if (!CHECKPOINT_NAME.test(name)) throw new Error(`not a checkpoint's name: ${name}`);
  return join(checkpoints, name);
}
