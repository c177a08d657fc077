import { ValidationError } from "../domain/errors.ts";
import { isStorableText } from "../domain/storable-json.ts";

/** Named values of a query or a body. Null, and the empty text where one is absent, are the same as left out. */
export class Fields {
  readonly #values: ReadonlyMap<string, readonly unknown[]>;

  constructor(entries: Iterable<readonly [string, unknown]>) {
    const values = new Map<string, unknown[]>();
    for (const [name, value] of entries) {
      if (value === null || value === undefined || value === "") continue;
      if (!isStorableText(name) || (typeof value === "string" && !isStorableText(value)))
        refuse(isStorableText(name) ? name : "", "holds NUL or half of a character, which cannot be stored");
      values.set(name, [...(values.get(name) ?? []), value]);
    }
    this.#values = values;
  }

  /** As it came; undefined when absent. Of several, the last. */
  raw(name: string): unknown {
    return this.#values.get(name)?.at(-1);
  }

  has(name: string): boolean {
    return this.#values.has(name);
  }

  text(name: string): string {
    return this.optionalText(name) ?? refuse(name, "is required");
  }

  optionalText(name: string): string | null {
    const value = this.raw(name);
    if (value === undefined) return null;
    return typeof value === "string" ? value : refuse(name, "must be a text");
  }

  /** Of a parameter that may be repeated. */
  texts(name: string): string[] {
    return (this.#values.get(name) ?? []).map((value) =>
      typeof value === "string" ? value : refuse(name, "must be a text"),
    );
  }

  /** `true` and `false`, also as text. */
  boolean(name: string, otherwise: boolean): boolean {
    const value = this.raw(name);
    if (value === undefined) return otherwise;
    if (value === true || value === "true") return true;
    return value === false || value === "false" ? false : refuse(name, "must be true or false");
  }

  /** Also as text, since a query and a multipart body have nothing else. */
  optionalInteger(name: string, least: number, most: number = Number.MAX_SAFE_INTEGER): number | null {
    const value = this.raw(name);
    if (value === undefined) return null;
    const number = typeof value === "string" && /^-?\d{1,16}$/.test(value) ? Number(value) : value;
    return typeof number === "number" && Number.isSafeInteger(number) && number >= least && number <= most
      ? number
      : refuse(name, `must be a whole number from ${least} to ${most}`);
  }

  /** An object, also as the text of one (multipart). */
  optionalObject(name: string): Record<string, unknown> | null {
    const value = this.raw(name);
    if (value === undefined) return null;
    const object = typeof value === "string" ? parse(value) : value;
    return typeof object === "object" && object !== null && !Array.isArray(object)
      ? (object as Record<string, unknown>)
      : refuse(name, "must be a JSON object");
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function refuse(path: string, message: string): never {
  throw new ValidationError([{ path, message }]);
}
