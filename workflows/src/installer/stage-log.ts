import { inTransaction } from "@arena/database/client";
import { appendClusterEvent } from "@arena/database/cluster-events";
import type pg from "pg";
import type { StageRequest } from "../flows/cluster-activities-contract.ts";

const LONGEST_LINE = 2_000;
/** What tells a host how to join is said nowhere. */
const SECRETS = /SWMTKN-[\w-]+/g;
/** Colours, and what redraws a line. */
const CONTROLS =
  /\u001b\[[0-9;?]*[ -/]*[@-~]|[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

export function cleanLine(text: string): string {
  const shown = text.slice(text.lastIndexOf("\r", text.length - 2) + 1);
  return shown.replace(CONTROLS, "").replace(SECRETS, "(a token)").slice(0, LONGEST_LINE);
}

/** Whole lines of what came after `rest`, and what is left of the last one. */
export function splitLines(rest: string, text: string): { readonly lines: string[]; readonly rest: string } {
  const parts = `${rest}${text}`.split("\n");
  const last = parts.pop() ?? "";
  // A line without an end is not kept without end.
  return last.length > LONGEST_LINE ? { lines: [...parts, last], rest: "" } : { lines: parts, rest: last };
}

/** How many bytes are of characters that are there whole, as UTF-8 has them. */
export function wholeCharacters(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.byteLength); back += 1) {
    const byte = bytes[bytes.byteLength - back]!;
    if (byte < 0x80) break;
    if (byte < 0xc0) continue;
    const wanted = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
    return back < wanted ? bytes.byteLength - back : bytes.byteLength;
  }
  return bytes.byteLength;
}

/** Stores what a stage says, each byte once, whoever reads it and however often. */
export class StageLog {
  readonly #pool: pg.Pool;
  readonly #request: StageRequest;
  #offset = 0;
  /** Of a character that is not whole yet: whoever reads on later begins with it. */
  #partial = Buffer.alloc(0);
  #work: Promise<void> = Promise.resolve();

  constructor(pool: pg.Pool, request: StageRequest) {
    this.#pool = pool;
    this.#request = request;
  }

  /** How many bytes are stored: where to go on. */
  async open(): Promise<number> {
    const { rows } = await this.#pool.query<{ stored: string }>(
      `SELECT stored_bytes AS stored FROM cluster_log_offset WHERE operation_id = $1 AND host_position = $2 AND stage = $3 AND attempt = $4`,
      this.#key,
    );
    this.#offset = Number(rows[0]?.stored ?? 0);
    return this.#offset;
  }

  append(chunk: Buffer): void {
    const bytes = Buffer.concat([this.#partial, chunk]);
    const sizeBytes = wholeCharacters(bytes);
    this.#partial = bytes.subarray(sizeBytes);
    if (sizeBytes === 0) return;
    const from = this.#offset;
    this.#offset += sizeBytes;
    this.#work = this.#work.then(() => this.#store(from, sizeBytes, bytes.toString("utf8", 0, sizeBytes)));
    // Whoever waits for `stored` hears of it.
    this.#work.catch(() => undefined);
  }

  /** Ours, and not the host's. */
  async say(line: string): Promise<void> {
    await this.stored();
    const { operationId, position, stage } = this.#request;
    await inTransaction(this.#pool, (client) =>
      appendClusterEvent(client, operationId, { kind: "LOG", hostPosition: position, stage, lines: [cleanLine(line)] }),
    );
  }

  /** The stage has ended: its last line is whole, with or without an end. */
  async finish(): Promise<void> {
    if (this.#partial.byteLength > 0) this.append(Buffer.from("\n"));
    await this.stored();
    const { operationId, position, stage } = this.#request;
    await inTransaction(this.#pool, async (client) => {
      const { rows } = await client.query<{ rest: string }>(
        `SELECT rest FROM cluster_log_offset WHERE operation_id = $1 AND host_position = $2 AND stage = $3 AND attempt = $4 FOR UPDATE`,
        this.#key,
      );
      const rest = rows[0]?.rest ?? "";
      if (rest === "") return;
      await client.query(
        `UPDATE cluster_log_offset SET rest = '' WHERE operation_id = $1 AND host_position = $2 AND stage = $3 AND attempt = $4`,
        this.#key,
      );
      await appendClusterEvent(client, operationId, {
        kind: "LOG",
        hostPosition: position,
        stage,
        lines: [cleanLine(rest)],
      });
    });
  }

  stored(): Promise<void> {
    return this.#work;
  }

  get #key(): readonly (string | number)[] & unknown[] {
    const { operationId, position, stage, attempt } = this.#request;
    return [operationId, position, stage, attempt];
  }

  /** An older reader may still be at it: only who stands where the storing stands may go on. */
  async #store(from: number, sizeBytes: number, text: string): Promise<void> {
    const { operationId, position, stage } = this.#request;
    await inTransaction(this.#pool, async (client) => {
      await client.query(
        `INSERT INTO cluster_log_offset (operation_id, host_position, stage, attempt) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING`,
        this.#key,
      );
      const { rows } = await client.query<{ stored: string; rest: string }>(
        `SELECT stored_bytes AS stored, rest FROM cluster_log_offset
         WHERE operation_id = $1 AND host_position = $2 AND stage = $3 AND attempt = $4 FOR UPDATE`,
        this.#key,
      );
      const row = rows[0]!;
      if (Number(row.stored) !== from) return;
      const { lines, rest } = splitLines(row.rest, text.replaceAll("\0", ""));
      await client.query(
        `UPDATE cluster_log_offset SET stored_bytes = $5, rest = $6 WHERE operation_id = $1 AND host_position = $2 AND stage = $3 AND attempt = $4`,
        [...this.#key, from + sizeBytes, rest],
      );
      if (lines.length === 0) return;
      await appendClusterEvent(client, operationId, {
        kind: "LOG",
        hostPosition: position,
        stage,
        lines: lines.map(cleanLine),
      });
    });
  }
}
