type Json = Record<string, unknown>;

function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** JSON merge patch, RFC 7396: null removes, objects are merged, everything else replaces. */
export function mergePatch(target: Json, patch: Json): Json {
  const merged: Json = { ...target };
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete merged[key];
    // Defined, not assigned: a key "__proto__" stays an ordinary key.
    else define(merged, key, isObject(value) ? mergePatch(ownObject(merged, key), value) : value);
  }
  return merged;
}

function ownObject(of: Json, key: string): Json {
  const value = Object.hasOwn(of, key) ? of[key] : undefined;
  return isObject(value) ? value : {};
}

function define(of: Json, key: string, value: unknown): void {
  Object.defineProperty(of, key, { value, enumerable: true, configurable: true, writable: true });
}
