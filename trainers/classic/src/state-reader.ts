import { BYTES_PER_ELEMENT, STATE_MAGIC, decodeField } from "./state-format.ts";
import type { StateEntry, StateHeader } from "./state-format.ts";
import type { ContentName, StateArray, StateVisitor } from "./state-visitor.ts";

interface Placed extends StateEntry {
  readonly offset: number;
}

/** Puts bytes of a `StateWriter` back; what is of a content in `fresh` is left as it is. */
export class StateReader implements StateVisitor {
  readonly #header: StateHeader;
  readonly #bytes: Buffer;
  readonly #arrays = new Map<string, Placed>();
  readonly #dropped = new Set<string>();
  #fresh: ReadonlySet<ContentName> = new Set();
  #skips = false;

  constructor(bytes: Buffer) {
    const end = bytes.indexOf("\n", STATE_MAGIC.length);
    if (!bytes.subarray(0, STATE_MAGIC.length).equals(Buffer.from(STATE_MAGIC)) || end < 0) {
      throw new Error("The checkpoint's state is not of this trainer.");
    }
    this.#header = JSON.parse(bytes.toString("utf8", STATE_MAGIC.length, end)) as StateHeader;
    this.#bytes = bytes;
    let offset = end + 1;
    for (const entry of this.#header.arrays) {
      this.#arrays.set(entry.name, { ...entry, offset });
      offset += entry.length * BYTES_PER_ELEMENT[entry.type];
    }
    if (offset !== bytes.length) throw new Error("The checkpoint's state is cut off.");
  }

  get contents(): readonly ContentName[] {
    return this.#header.contents;
  }

  /** What was asked for and did not fit: it is as it was before the reading. */
  get dropped(): readonly string[] {
    return [...this.#dropped];
  }

  leaveFresh(contents: ReadonlySet<ContentName>): void {
    this.#fresh = contents;
  }

  section(name: ContentName): void {
    this.#skips = this.#fresh.has(name);
    if (!this.#skips && !this.#header.contents.includes(name)) throw new Error(`The checkpoint lacks ${name}.`);
  }

  fits(name: string, length: number): boolean {
    if (this.#skips || this.#arrays.get(name)?.length === length) return true;
    this.#dropped.add(name);
    return false;
  }

  array(name: string, array: StateArray): void {
    if (this.#skips) return;
    const entry = this.#arrays.get(name);
    if (entry === undefined || entry.type !== array.constructor.name || entry.length !== array.length) {
      const found = entry === undefined ? "none" : `one of ${entry.length}`;
      throw new Error(`The checkpoint does not fit the manifest: ${name} of ${array.length} expected, ${found} found.`);
    }
    const target = new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
    target.set(this.#bytes.subarray(entry.offset, entry.offset + target.length));
  }

  fields<T extends object>(name: string, object: T, keys: readonly (keyof T & string)[]): void {
    if (this.#skips) return;
    const saved = this.#header.fields[name];
    for (const key of keys) {
      const value = decodeField(saved?.[key]);
      if (value === undefined || (typeof value !== typeof object[key] && object[key] !== null && value !== null)) {
        throw new Error(`The checkpoint does not fit the manifest: ${name}.${key} is missing.`);
      }
      object[key] = value as T[typeof key];
    }
  }
}
