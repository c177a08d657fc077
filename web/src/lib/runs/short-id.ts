/** A few digits of an opaque id (base64url of `Type:uuid`), to tell two apart: ck_7f3a91. Only for receipts and lineage. */
export function shortId(prefix: string, id: string): string {
  return `${prefix}_${digitsOf(id).slice(-6)}`;
}

/** A hash, beginning and end: 9f2c41d8…a07b. */
export function shortHash(hash: string): string {
  return hash.length <= 14 ? hash : `${hash.slice(0, 8)}…${hash.slice(-4)}`;
}

/** The end of a UUID: the beginning of one that is made by the clock is the same for all of a minute. */
function digitsOf(id: string): string {
  try {
    const text = atob(id.replaceAll("-", "+").replaceAll("_", "/"));
    return text.slice(text.indexOf(":") + 1).replaceAll("-", "");
  } catch {
    return id;
  }
}
