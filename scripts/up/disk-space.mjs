import { existsSync, statfsSync } from "node:fs";
import { dirname } from "node:path";
import { RemedyError } from "./remedy-error.mjs";

const NEEDED_BYTES = 500 * 1024 * 1024;

/** Bytes free for this user on the file system of `path`, or of its nearest ancestor that exists. */
export function freeBytesAt(path) {
  let existing = path;
  while (!existsSync(existing)) existing = dirname(existing);
  const { bavail, bsize } = statfsSync(existing);
  return bavail * bsize;
}

export function checkDiskSpace(path, neededBytes = NEEDED_BYTES) {
  const freeBytes = freeBytesAt(path);
  if (freeBytes >= neededBytes) return freeBytes;
  throw new RemedyError(
    `Only ${megabytes(freeBytes)} MB are free where ${path} lies; Arena needs ${megabytes(neededBytes)} MB.`,
    "Free some space, or choose another disk with --data DIR.",
  );
}

const megabytes = (bytes) => Math.floor(bytes / 1024 / 1024);
