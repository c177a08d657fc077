import { delimiter, join } from "node:path";

/** What only one part may see (the seed, or those that are given it by name), and what npm adds for its scripts. */
const WITHHELD =
  /^(ARENA_ADMIN_|ARENA_PINNED_NODE$|ARENA_SECRET|ARENA_ENCRYPTION_KEYS|ARENA_OIDC_CLIENT_SECRET$|DATABASE_URL$|PORT$|HOST$|npm_|NODE_CHANNEL_)/;

/** The environment of a component: this one without secrets, the pinned Node first on PATH, and what it is given by name. */
export function componentEnvironment(checkoutDir, given = {}, base = process.env) {
  const inherited = Object.entries(base).filter(([name]) => !WITHHELD.test(name));
  const path = `${join(checkoutDir, "node_modules", ".bin")}${delimiter}${base.PATH ?? ""}`;
  return { NODE_ENV: "production", ...Object.fromEntries(inherited), PATH: path, ...given };
}
