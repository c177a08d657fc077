import { closeSync, fsyncSync, openSync, renameSync, writeSync } from "node:fs";

/** Readers see the old content or the new, never half of it; the content is on disk before the name points to it. */
export function writeFileAtomically(path, content, mode = 0o644) {
  const temporary = `${path}.${process.pid}.tmp`;
  const file = openSync(temporary, "w", mode);
  try {
    writeSync(file, content);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(temporary, path);
}
