import { RemedyError } from "./remedy-error.mjs";

/** What a person is told of a failure: what is wrong and how to mend it; the whole trace only of what was not foreseen. */
export function explain(error) {
  if (error instanceof RemedyError) return error.message;
  const where = error?.path ?? "the data directory";
  if (error?.code === "ENOSPC")
    return `The disk is full (${where}). Free some space, or choose another disk with --data DIR.`;
  if (["EACCES", "EPERM", "EROFS"].includes(error?.code))
    return `${where} cannot be written. Give it to this user, or choose another folder with --data DIR.`;
  if (error?.code === "ENOTDIR" || error?.code === "EEXIST")
    return `${where} is no folder. Choose another one with --data DIR.`;
  return `Not foreseen: ${error?.stack ?? error}`;
}
