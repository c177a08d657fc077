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

/**
 * The keys that seal secrets in the database, as the environment of those that open them: what was given, else
 * DIR/secrets/encryption-keys (mode 0600), made at the first start. Losing them loses every cluster's keys.
 */
export function ensureEncryptionKeys({ dataDir, encryptionKeys }) {
  if (encryptionKeys !== undefined) return encryptionKeys;
  const path = secretPath(dataDir, "encryption-keys");
  if (!existsSync(path)) writeFileAtomically(path, `${randomBytes(32).toString("base64")}\n`, 0o600);
  return { ARENA_ENCRYPTION_KEYS_FILE: path };
}

/** The secret of that name in DIR/secrets (mode 0600); made at the first call, the same for ever after. */
export function ensureSecret(dataDir, name) {
  const path = secretPath(dataDir, name);
  if (!existsSync(path)) writeFileAtomically(path, `${randomBytes(32).toString("base64url")}\n`, 0o600);
  return readFileSync(path, "utf8").trim();
}
