import { randomBytes } from "node:crypto";
import { linkSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";

/** In the data directory: one key a line, newest first. To rotate, put a new one before the others and start again. */
export const ENCRYPTION_KEYS_FILE = path.join("secrets", "encryption-keys");

/** Where a person puts a key, for the end of a sentence. */
export function whereKeysAre(variables: NodeJS.ProcessEnv): string {
  if (variables.ARENA_ENCRYPTION_KEYS) return "in ARENA_ENCRYPTION_KEYS";
  return `in ${variables.ARENA_ENCRYPTION_KEYS_FILE || path.join(variables.ARENA_DATA ?? "", ENCRYPTION_KEYS_FILE)}`;
}

/** Makes the first key, unless there is one or the environment has them. Answers the file that it made. */
export function ensureEncryptionKeys(dataDir: string, variables: NodeJS.ProcessEnv): string | null {
  if (variables.ARENA_ENCRYPTION_KEYS || variables.ARENA_ENCRYPTION_KEYS_FILE) return null;
  const file = path.join(dataDir, ENCRYPTION_KEYS_FILE);
  mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
  const candidate = `${file}.${process.pid}`;
  writeFileSync(candidate, `${randomBytes(32).toString("base64")}\n`, { mode: 0o600 });
  try {
    // Of two at once, one makes it; nobody reads half of it.
    linkSync(candidate, file);
    return file;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    return null;
  } finally {
    rmSync(candidate, { force: true });
  }
}
