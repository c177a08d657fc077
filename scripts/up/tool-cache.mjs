import { mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { sha256 } from "./fetch-wheel.mjs";
import { thisPlatform } from "./pinned-tools.mjs";
import { writeFileAtomically } from "./write-file-atomically.mjs";

/** Outside the checkout, so that every clone shares it. */
export const cacheDir = (env = process.env) =>
  join(env.XDG_CACHE_HOME || join(env.HOME || homedir(), ".cache"), "arena");

export const cachedPath = (tool) => join(cacheDir(), `${tool.program}-${tool.version}-${thisPlatform()}`);

/**
 * The cached program of the pinned version, or null. A file that was cut or changed is thrown away.
 * Hashing 156 MB takes seconds on a busy disk, so what was checked is noted with the file's size and time of change.
 */
export function fromCache(tool) {
  const path = cachedPath(tool);
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) return null;
  const checked = checkedNote(tool, found);
  if (readNote(path) === checked) return path;
  if (sha256(readFileSync(path)) === tool.programs[thisPlatform()]) {
    writeFileAtomically(`${path}.checked`, checked);
    return path;
  }
  rmSync(path, { force: true });
  return null;
}

const checkedNote = (tool, { size, mtimeMs }) => `${tool.programs[thisPlatform()]} ${size} ${mtimeMs}\n`;

function readNote(path) {
  try {
    return readFileSync(`${path}.checked`, "utf8");
  } catch {
    return null;
  }
}

/** Keeps a program whose hash is the pinned one. Two starts may do so at once: each renames its own whole file. */
export function intoCache(tool, program) {
  if (sha256(program) !== tool.programs[thisPlatform()]) throw new Error("the program has not the pinned hash");
  mkdirSync(cacheDir(), { recursive: true });
  const path = cachedPath(tool);
  const half = `${path}.${process.pid}.${Date.now()}`;
  writeFileSync(half, program, { mode: 0o755 });
  renameSync(half, path);
  writeFileAtomically(`${path}.checked`, checkedNote(tool, statSync(path)));
  return path;
}
