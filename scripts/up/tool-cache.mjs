import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { sha256 } from "./fetch-wheel.mjs";
import { thisPlatform } from "./pinned-tools.mjs";

/** Outside the checkout, so that every clone shares it. */
export const cacheDir = (env = process.env) =>
  join(env.XDG_CACHE_HOME || join(env.HOME || homedir(), ".cache"), "arena");

export const cachedPath = (tool) => join(cacheDir(), `${tool.program}-${tool.version}-${thisPlatform()}`);

/** The cached program of the pinned version, or null. A file that was cut or changed is thrown away. */
export function fromCache(tool) {
  const path = cachedPath(tool);
  if (!existsSync(path)) return null;
  // Hashing 156 MB takes a tenth of a second; a half-written program would take a start, and say something strange.
  if (sha256(readFileSync(path)) === tool.programs[thisPlatform()]) return path;
  rmSync(path, { force: true });
  return null;
}

/** Keeps a program whose hash is the pinned one. Two starts may do so at once: each renames its own whole file. */
export function intoCache(tool, program) {
  if (sha256(program) !== tool.programs[thisPlatform()]) throw new Error("the program has not the pinned hash");
  mkdirSync(cacheDir(), { recursive: true });
  const path = cachedPath(tool);
  const half = `${path}.${process.pid}.${Date.now()}`;
  writeFileSync(half, program, { mode: 0o755 });
  renameSync(half, path);
  return path;
}
