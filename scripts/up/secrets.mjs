import { randomBytes } from "node:crypto";
import { chmodSync, existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { writeFileAtomically } from "./write-file-atomically.mjs";

export function secretPath(dataDir, name) {
  const folder = join(dataDir, "secrets");
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  chmodSync(folder, 0o700);
  return join(folder, name);
}

/** The secret of that name in DIR/secrets (mode 0600); made at the first call, the same for ever after. */
export function ensureSecret(dataDir, name) {
  const path = secretPath(dataDir, name);
  if (!existsSync(path)) writeFileAtomically(path, `${randomBytes(32).toString("base64url")}\n`, 0o600);
  return readFileSync(path, "utf8").trim();
}
