import { StringDecoder } from "node:string_decoder";
import { inTransaction } from "@arena/database/client";
import { appendClusterEvent } from "@arena/database/cluster-events";
import type pg from "pg";
import type { StageRequest } from "../flows/cluster-activities-contract.ts";

const LONGEST_LINE = 2_000;
/** What tells a host how to join is said nowhere. */
const SECRETS = /SWMTKN-[\w-]+/g;
/** Colours, and what redraws a line. */
const CONTROLS = /\u001b\[[0-9;?]*[ -/]*[@-~]|[\u0000-\u0008\u000b-\u001f\u007f]/g;

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

/** Stores what a stage says, each byte once, whoever reads it and however often. */
export class StageLog {
  readonly #pool: pg.Pool;
  readonly #request: StageRequest;
  readonly #decoder = new StringDecoder("utf8");
  #offset = 0;
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
    const from = this.#offset;
    this.#offset += chunk.byteLength;
    const text = this.#decoder.write(chunk);
    this.#work = this.#work.then(() => this.#store(from, chunk.byteLength, text));
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
