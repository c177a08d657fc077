import type { ContentName } from "./state-visitor.ts";

/** The first line of a state file; a line of JSON and the arrays' bytes follow. */
export const STATE_MAGIC = "ARENA-STATE-1\n";

export const BYTES_PER_ELEMENT = {
  Float64Array: 8,
  Float32Array: 4,
  Uint32Array: 4,
  Int32Array: 4,
  Uint8Array: 1,
} as const;
export interface StateEntry {
  readonly name: string;
  readonly type: keyof typeof BYTES_PER_ELEMENT;
  readonly length: number;
}
export interface StateHeader {
  readonly contents: ContentName[];
  readonly arrays: StateEntry[];
  readonly fields: Record<string, Record<string, unknown>>;
}

export function encodeField(value: unknown): unknown {
  if (typeof value === "bigint") return { bigint: value.toString(16) };
  // JSON has neither; both must come back as they were.
  if (typeof value === "number" && (!Number.isFinite(value) || Object.is(value, -0))) {
    return { number: Object.is(value, -0) ? "-0" : String(value) };
  }
  return value;
}

export function decodeField(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if ("bigint" in value) return BigInt(`0x${String(value.bigint)}`);
  if ("number" in value) return Number(value.number);
  return value;
}
