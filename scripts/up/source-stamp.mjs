import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { writeFileAtomically } from "./write-file-atomically.mjs";

const NOT_SOURCES = new Set(["node_modules", "build", "dist", ".svelte-kit", ".turbo", "test", "e2e"]);

/** One hash over names and contents of the files in `paths`. Times are no part of it: a fresh clone has new ones. */
export function hashSources(root, paths, skipped = []) {
  const hash = createHash("sha256");
  for (const path of paths) addPath(hash, root, path, new Set([...NOT_SOURCES, ...skipped]));
  return hash.digest("hex");
}

function addPath(hash, root, path, skipped) {
  const found = statSync(join(root, path), { throwIfNoEntry: false });
  if (found === undefined) return;
  if (found.isDirectory()) {
    for (const name of readdirSync(join(root, path)).sort())
      if (!skipped.has(name)) addPath(hash, root, join(path, name), skipped);
  } else if (found.isFile()) hash.update(`${path}\0${found.size}\0`).update(readFileSync(join(root, path)));
}

/** Runs `work` unless it was done for these very sources and `output` is there. Half-done work leaves no stamp. */
export async function whenSourcesChanged({ stampPath, output, hash }, work) {
  const stamped = existsSync(stampPath) ? readFileSync(stampPath, "utf8") : "";
  if (stamped === hash() && existsSync(output)) return "up to date";
  rmSync(stampPath, { force: true });
  await work();
  mkdirSync(dirname(stampPath), { recursive: true });
  // Hashed again: the work may write files that are sources, too (a printed schema).
  writeFileAtomically(stampPath, hash());
  return undefined;
}
