import { closeSync, openSync, readSync } from "node:fs";
import type { IngestBatch } from "../contract/agent-protocol.ts";
import { MAX_EVENT_LINE_BYTES } from "../contract/trainer-protocol.ts";

export type LineBatch = Pick<IngestBatch, "fromOffset" | "toOffset" | "lines">;

const CHUNK_BYTES = 256 * 1024;
const MAX_BATCH_LINES = 5_000;
const MAX_BATCH_BYTES = 512 * 1024;
const NEWLINE = 10;
const EMPTY = Buffer.alloc(0);

/** Reads a growing file as whole lines from a byte offset. Holds a chunk and a line at most, however long the line. */
export class LineReader {
  readonly #path: string;
  /** Where the line that is being read begins. */
  #lineOffset = 0;
  /** Its bytes so far, and how many it has in all: what is beyond the limit is dropped. */
  #pieces: Buffer[] = [];
  #keptBytes = 0;
  #lineBytes = 0;
  #chunk: Buffer = EMPTY;

  constructor(path: string) {
    this.#path = path;
  }

  get offset(): number {
    return this.#lineOffset;
  }

  rewind(offset: number): void {
    this.#chunk = EMPTY;
    this.#startLine(offset);
  }

  /** Null when there is no whole line. With `final` a last half line is given too, as truncated. */
  read(final: boolean): LineBatch | null {
    const fromOffset = this.#lineOffset;
    const at = new Date().toISOString();
    const lines: LineBatch["lines"] = [];
    const descriptor = this.#open();
    if (descriptor === null) return null;
    try {
      for (let bytes = 0; lines.length < MAX_BATCH_LINES && bytes < MAX_BATCH_BYTES;) {
        if (this.#chunk.length === 0 && !this.#fill(descriptor)) {
          if (final && this.#lineBytes > 0) lines.push({ ...this.#takeLine(0), truncated: true, at });
          break;
        }
        const newline = this.#chunk.indexOf(NEWLINE);
        this.#keep(newline === -1 ? this.#chunk.length : newline);
        if (newline === -1) continue;
        this.#chunk = this.#chunk.subarray(1);
        bytes += this.#keptBytes;
        lines.push({ ...this.#takeLine(1), at });
      }
    } finally {
      closeSync(descriptor);
    }
    return lines.length === 0 ? null : { fromOffset, toOffset: this.#lineOffset, lines };
  }

  #open(): number | null {
    try {
      return openSync(this.#path, "r");
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
      throw error;
    }
  }

  #fill(descriptor: number): boolean {
    const buffer = Buffer.allocUnsafe(CHUNK_BYTES);
    const lengthBytes = readSync(descriptor, buffer, 0, CHUNK_BYTES, this.#lineOffset + this.#lineBytes);
    this.#chunk = buffer.subarray(0, lengthBytes);
    return lengthBytes > 0;
  }

  #keep(lengthBytes: number): void {
    const room = Math.min(lengthBytes, MAX_EVENT_LINE_BYTES - this.#keptBytes);
    // Copied: a short half line must not hold its whole chunk.
    if (room > 0) this.#pieces.push(Buffer.from(this.#chunk.subarray(0, room)));
    this.#keptBytes += room;
    this.#lineBytes += lengthBytes;
    this.#chunk = this.#chunk.subarray(lengthBytes);
  }

  #takeLine(newlineBytes: 0 | 1): { text: string; truncated: boolean } {
    const truncated = this.#lineBytes > this.#keptBytes;
    const bytes = Buffer.concat(this.#pieces);
    // NUL is the one character of UTF-8 that Postgres cannot keep as text.
    const text = (truncated ? withoutHalfCharacter(bytes) : bytes).toString("utf8").replaceAll("\0", "\uFFFD");
    this.#startLine(this.#lineOffset + this.#lineBytes + newlineBytes);
    return { text, truncated };
  }

  #startLine(offset: number): void {
    this.#lineOffset = offset;
    this.#pieces = [];
    this.#keptBytes = 0;
    this.#lineBytes = 0;
  }
}

/** A cut may fall within a character of UTF-8: what is left of it is dropped. */
function withoutHalfCharacter(bytes: Buffer): Buffer {
  let lead = bytes.length - 1;
  while (lead > 0 && bytes.length - lead < 4 && (bytes[lead]! & 0xc0) === 0x80) lead -= 1;
  const first = bytes[lead] ?? 0;
  const wantedBytes = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc0 ? 2 : 1;
  return bytes.length - lead < wantedBytes ? bytes.subarray(0, lead) : bytes;
}
