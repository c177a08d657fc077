import type { FieldFault } from "./errors.ts";

const MAX_DEPTH = 32;
const MAX_NODES = 20_000;

/** What no one can store or show: NUL, and half of a character that takes two. */
export function isStorableText(text: string): boolean {
  return text.isWellFormed() && !text.includes("\0");
}

/**
 * What is wrong with a JSON value that a person sent, before anything walks over it recursively: too deep, too large, a
 * text that cannot be stored, or the key `__proto__`, which is data here and a trap to whoever copies the object.
 */
export function faultsOfJson(value: unknown, root = ""): readonly FieldFault[] {
  const faults: FieldFault[] = [];
  const stack: { readonly path: string; readonly value: unknown; readonly depth: number }[] = [
    { path: root, value, depth: 0 },
  ];
  for (let seen = 0; stack.length > 0 && faults.length < 10; seen += 1) {
    const { path, value: inner, depth } = stack.pop()!;
    if (seen >= MAX_NODES)
      return [{ path: root, message: `must have at most ${MAX_NODES.toLocaleString("en")} values` }];
    if (depth > MAX_DEPTH)
      return [{ path: cut(path), message: `must not be nested more than ${MAX_DEPTH} levels deep` }];
    if (typeof inner === "string" && !isStorableText(inner))
      faults.push({ path: cut(path), message: "holds NUL or half of a character, which cannot be stored" });
    if (typeof inner !== "object" || inner === null) continue;
    for (const [key, child] of Object.entries(inner)) {
      const at = path === "" ? key : `${path}.${key}`;
      if (key === "__proto__") faults.push({ path: cut(at), message: "is not allowed as a key" });
      else if (!isStorableText(key))
        faults.push({ path: cut(path), message: "has a key with NUL or half of a character" });
      else stack.push({ path: at, value: child, depth: depth + 1 });
    }
  }
  return faults;
}

/** A path may be as long as what was sent. */
const cut = (path: string): string => (path.length <= 200 ? path : `${path.slice(0, 200)}…`);
