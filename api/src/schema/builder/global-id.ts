const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** base64url of `Type:uuid`; opaque to clients. */
export function encodeGlobalId(typename: string, id: string): string {
  return Buffer.from(`${typename}:${id}`, "utf8").toString("base64url");
}

/** What is no id of ours decodes to a type that does not exist, so it is not found like any unknown id. */
export function decodeGlobalId(globalId: string): { typename: string; id: string } {
  const text = Buffer.from(globalId, "base64url").toString("utf8");
  const colon = text.indexOf(":");
  const id = text.slice(colon + 1);
  return colon > 0 && UUID.test(id) ? { typename: text.slice(0, colon), id } : { typename: "", id: "" };
}

/** The uuid of an id of that type, or null: callers answer "not found" for both malformed and unknown. */
export function uuidOf(typename: string, globalId: string | null | undefined): string | null {
  if (globalId === null || globalId === undefined) return null;
  const decoded = decodeGlobalId(globalId);
  return decoded.typename === typename ? decoded.id : null;
}
