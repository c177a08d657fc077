import { copyFileSync, mkdirSync, openSync, closeSync, readSync, statSync, truncateSync } from "node:fs";
import { dirname } from "node:path";

export const LOG_LIMIT_BYTES = 10 * 1024 * 1024;

/** Opens a component's log for appending. The component writes to it itself, so its lines survive the start-up program. */
export function openLog(path) {
  mkdirSync(dirname(path), { recursive: true });
  return openSync(path, "a", 0o640);
}

/**
 * Moves a log above the limit to `<path>.1`. Its writer keeps the file open in append mode, so the file is copied and cut,
 * not renamed: a rename would leave the writer in the old one.
 */
export function rotateLog(path, limitBytes = LOG_LIMIT_BYTES) {
  const sizeBytes = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  if (sizeBytes <= limitBytes) return false;
  copyFileSync(path, `${path}.1`);
  truncateSync(path, 0);
  return true;
}

/** The last lines of a log, for the one place where they are shown: a component that does not come up. */
export function lastLines(path, count, tailBytes = 16 * 1024) {
  try {
    const sizeBytes = statSync(path).size;
    const buffer = Buffer.alloc(Math.min(sizeBytes, tailBytes));
    const file = openSync(path, "r");
    try {
      readSync(file, buffer, 0, buffer.length, sizeBytes - buffer.length);
    } finally {
      closeSync(file);
    }
    return buffer.toString("utf8").trimEnd().split("\n").slice(-count).join("\n");
  } catch {
    return "";
  }
}
