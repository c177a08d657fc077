import { randomBytes } from "node:crypto";

const FORMAT = /^arena_pat_[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}_[A-Za-z0-9_-]{16,256}$/i;

export function isApiKey(text: string): boolean {
  return FORMAT.test(text);
}

/** The secret has 256 random bits, so a plain hash cannot be turned back. */
export function newApiKey(id: string): string {
  return `arena_pat_${id}_${randomBytes(32).toString("hex")}`;
}
