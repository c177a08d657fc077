import { ClientError } from "./client-error.ts";

const MAX_DEPTH = 64;

/** What neither the database nor a recursive reader can take is refused at the door, without recursion here. */
export function checkJson(value: object): void {
  const open: { readonly of: object; readonly depth: number }[] = [{ of: value, depth: 1 }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (next.depth > MAX_DEPTH) {
      throw new ClientError(400, "VALIDATION", `The request's JSON is nested deeper than ${MAX_DEPTH} levels.`);
    }
    for (const [key, inner] of Object.entries(next.of)) {
      checkText(key);
      if (typeof inner === "string") checkText(inner);
      else if (typeof inner === "object" && inner !== null) open.push({ of: inner as object, depth: next.depth + 1 });
    }
  }
}

export function checkText(text: string): void {
  if (text.includes("\0") || !text.isWellFormed()) {
    throw new ClientError(400, "VALIDATION", "The request has a text with a NUL character or half a character in it.");
  }
}
