import { CONTENT_NAMES } from "./state-visitor.ts";
import type { ContentName, StateArray, StateVisitor } from "./state-visitor.ts";

interface Entry {
  readonly name: string;
  readonly type: string;
  readonly length: number;
}
interface Header {
  readonly contents: ContentName[];
  readonly arrays: Entry[];
  readonly fields: Record<string, Record<string, unknown>>;
}
const MAGIC = "ARENA-STATE-1\n";

function encode(value: unknown): unknown {
  if (typeof value === "bigint") return { bigint: value.toString(16) };
  // JSON has neither; both must come back as they were.
  if (typeof value === "number" && (!Number.isFinite(value) || Object.is(value, -0))) {
    return { number: Object.is(value, -0) ? "-0" : String(value) };
  }
  return value;
}

function decode(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if ("bigint" in value) return BigInt(`0x${String(value.bigint)}`);
  if ("number" in value) return Number(value.number);
  return value;
}

/** Writes the state to bytes: a line of JSON, then the arrays as they lie in memory, in the order visited. */
export class StateWriter implements StateVisitor {
  readonly #header: Header = { contents: [], arrays: [], fields: {} };
  readonly #bytes: Uint8Array[] = [];

  get contents(): readonly ContentName[] {
    return CONTENT_NAMES.filter((name) => this.#header.contents.includes(name));
  }

  section(name: ContentName): void {
    if (!this.#header.contents.includes(name)) this.#header.contents.push(name);
  }

  array(name: string, array: StateArray): void {
    this.#header.arrays.push({ name, type: array.constructor.name, length: array.length });
    this.#bytes.push(new Uint8Array(array.buffer, array.byteOffset, array.byteLength));
  }

  fields<T extends object>(name: string, object: T, keys: readonly (keyof T & string)[]): void {
    this.#header.fields[name] = Object.fromEntries(keys.map((key) => [key, encode(object[key])]));
  }

  finish(): Buffer {
    return Buffer.concat([Buffer.from(`${MAGIC}${JSON.stringify(this.#header)}\n`), ...this.#bytes]);
  }
}

/** Puts bytes of a `StateWriter` back; refuses whatever is not exactly as long as what it is to fill. */
export class StateReader implements StateVisitor {
  readonly #header: Header;
  readonly #bytes: Buffer;
  #offset: number;
  #index = 0;

  constructor(bytes: Buffer) {
    const end = bytes.indexOf("\n", MAGIC.length);
    if (!bytes.subarray(0, MAGIC.length).equals(Buffer.from(MAGIC)) || end < 0) {
      throw new Error("The checkpoint's state is not of this trainer.");
    }
    this.#header = JSON.parse(bytes.toString("utf8", MAGIC.length, end)) as Header;
    this.#bytes = bytes;
    this.#offset = end + 1;
  }

  section(name: ContentName): void {
    if (!this.#header.contents.includes(name)) throw new Error(`The checkpoint lacks ${name}.`);
  }

  array(name: string, array: StateArray): void {
    const entry = this.#header.arrays[this.#index];
    this.#index += 1;
    if (entry?.name !== name || entry.type !== array.constructor.name || entry.length !== array.length) {
      const found = entry === undefined ? "nothing" : `${entry.name} of ${entry.length}`;
      throw new Error(`The checkpoint does not fit the manifest: ${name} of ${array.length} expected, ${found} found.`);
    }
    const target = new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
    target.set(this.#bytes.subarray(this.#offset, this.#offset + target.length));
    this.#offset += target.length;
  }

  fields<T extends object>(name: string, object: T, keys: readonly (keyof T & string)[]): void {
    const saved = this.#header.fields[name];
    for (const key of keys) {
      const value = decode(saved?.[key]);
      if (typeof value !== typeof object[key] && object[key] !== null && value !== null) {
        throw new Error(`The checkpoint does not fit the manifest: ${name}.${key} is missing.`);
      }
      object[key] = value as T[typeof key];
    }
  }
}
