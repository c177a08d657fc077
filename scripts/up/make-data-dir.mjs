import { chmodSync, existsSync, mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { RemedyError } from "./remedy-error.mjs";

/** PostgreSQL's own user passes through when root starts it; nobody else may look around. */
const MODE = process.getuid?.() === 0 ? 0o711 : 0o700;
const PRIVATE = ["logs"];

/**
 * One level after the other: asked for all at once, Node never comes back where a file system refuses new names (/proc).
 */
export function makeDataDir(dataDir) {
  const missing = [];
  for (let path = dataDir; !existsSync(path); path = dirname(path)) missing.unshift(path);
  try {
    for (const path of missing) mkdirSync(path, { mode: path === dataDir ? MODE : 0o755 });
    chmodSync(dataDir, MODE);
    for (const name of PRIVATE) {
      if (!existsSync(join(dataDir, name))) mkdirSync(join(dataDir, name));
      chmodSync(join(dataDir, name), 0o700);
    }
  } catch (error) {
    throw new RemedyError(
      `${error.path ?? dataDir} cannot be made, or is not this user's (${error.code ?? error.message}).`,
      "Choose another directory with --data DIR.",
    );
  }
}
