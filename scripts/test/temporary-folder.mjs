import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach } from "vitest";

/** A new folder that everybody may enter (PostgreSQL runs as another user when the tests run as root), removed after the test. */
export function temporaryFolder() {
  const folder = mkdtempSync(join(tmpdir(), "arena-up-test-"));
  chmodSync(folder, 0o755);
  folders.push(folder);
  return folder;
}

const folders = [];

/** To be called once in a test file, before its own clean-up: hooks run in the reverse order. */
export function removeFoldersAfterEach() {
  afterEach(() => {
    for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
  });
}
