import { createCipheriv, createDecipheriv, createHash, randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";

/** The keys of this installation, newest first: the first seals, each opens what it has sealed. */
export interface Keyring {
  readonly keys: readonly { readonly id: string; readonly key: Buffer }[];
}

/** The ring lacks the key by which something was sealed. */
export class UnknownKeyError extends Error {
  constructor(keyId: string) {
    super(
      `The encryption key ${keyId}, by which the secrets of this installation are sealed, is not among those given. ` +
        "Put it back behind the newer ones",
    );
  }
}

const CIPHER = "aes-256-gcm";
const KEY_BYTES = 32;
const IV_BYTES = 12;
const VERSION = "v1";

/** From base64 or base64url, keys between commas or white space. Throws without a key, or when one is not of 32 bytes. */
export function parseKeyring(text: string): Keyring {
  const keys = text
    .split(/[\s,]+/)
    .filter((part) => part !== "")
    .map((part) => Buffer.from(part, "base64url"))
    .map((key) => ({ id: createHash("sha256").update(key).digest("hex").slice(0, 8), key }));
  if (keys.length === 0) throw new Error("There is no encryption key");
  if (keys.some(({ key }) => key.length !== KEY_BYTES))
    throw new Error(`An encryption key must have ${KEY_BYTES} bytes, as 44 characters of base64`);
  return { keys };
}

/** `ARENA_ENCRYPTION_KEYS`, else the file that `ARENA_ENCRYPTION_KEYS_FILE` names. */
export function keyringOf(environment: NodeJS.ProcessEnv): Keyring {
  const given = environment["ARENA_ENCRYPTION_KEYS"];
  if (given !== undefined && given !== "") return parseKeyring(given);
  const file = environment["ARENA_ENCRYPTION_KEYS_FILE"];
  if (file === undefined || file === "") throw new Error("Set ARENA_ENCRYPTION_KEYS or ARENA_ENCRYPTION_KEYS_FILE");
  return parseKeyring(readFileSync(file, "utf8"));
}

/**
 * Encrypts for the database. `place` (table, row and column) is authenticated with it, so that a sealed value that is
 * moved to another row does not open there.
 */
export function seal({ keys }: Keyring, plain: string, place: string): string {
  const { id, key } = keys[0]!;
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv(CIPHER, key, iv).setAAD(Buffer.from(place));
  const sealed = Buffer.concat([cipher.update(plain, "utf8"), cipher.final()]);
  return [VERSION, id, ...[iv, cipher.getAuthTag(), sealed].map((part) => part.toString("base64url"))].join(".");
}

/** Throws when the key is not in the ring, the text was changed, or it was sealed for another place. */
export function open({ keys }: Keyring, sealed: string, place: string): string {
  const [version, id, iv, tag, text] = sealed.split(".");
  const key = keys.find((one) => one.id === id)?.key;
  if (version !== VERSION || iv === undefined || tag === undefined || text === undefined)
    throw new Error(`What is sealed for ${place} is not of a known form`);
  if (key === undefined) throw new UnknownKeyError(id ?? "");
  const decipher = createDecipheriv(CIPHER, key, Buffer.from(iv, "base64url"))
    .setAAD(Buffer.from(place))
    .setAuthTag(Buffer.from(tag, "base64url"));
  try {
    return decipher.update(Buffer.from(text, "base64url"), undefined, "utf8") + decipher.final("utf8");
  } catch {
    throw new Error(`What is sealed for ${place} was changed, or belongs elsewhere`);
  }
}

/** Sealed by a key that is no longer the newest. */
export function isOutdated({ keys }: Keyring, sealed: string): boolean {
  return sealed.split(".")[1] !== keys[0]!.id;
}
