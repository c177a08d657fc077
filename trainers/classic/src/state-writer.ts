import { STATE_MAGIC, encodeField } from "./state-format.ts";
import type { StateEntry, StateHeader } from "./state-format.ts";
import { CONTENT_NAMES } from "./state-visitor.ts";
import type { ContentName, StateArray, StateVisitor } from "./state-visitor.ts";

/** Writes the state to bytes: a line of JSON, then the arrays as they lie in memory, in the order visited. */
export class StateWriter implements StateVisitor {
  readonly #header: StateHeader = { contents: [], arrays: [], fields: {} };
  readonly #bytes: Uint8Array[] = [];

  get contents(): readonly ContentName[] {
    return CONTENT_NAMES.filter((name) => this.#header.contents.includes(name));
  }

  section(name: ContentName): void {
    if (!this.#header.contents.includes(name)) this.#header.contents.push(name);
  }

  array(name: string, array: StateArray): void {
    const type = array.constructor.name as StateEntry["type"];
    this.#header.arrays.push({ name, type, length: array.length });
    this.#bytes.push(new Uint8Array(array.buffer, array.byteOffset, array.byteLength));
  }

  fits(): boolean {
    return true;
  }

  fields<T extends object>(name: string, object: T, keys: readonly (keyof T & string)[]): void {
    this.#header.fields[name] = Object.fromEntries(keys.map((key) => [key, encodeField(object[key])]));
  }

  finish(): Buffer {
    return Buffer.concat([Buffer.from(`${STATE_MAGIC}${JSON.stringify(this.#header)}\n`), ...this.#bytes]);
  }
}
