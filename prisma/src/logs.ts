import type pg from "pg";
import type { Queryable } from "./queryable.ts";
import { storableText } from "./storable-json.ts";

export interface LogLine {
  at: Date;
  level: string;
  source: string;
  message: string;
}
export interface StoredLogLine extends LogLine {
  sequence: number;
}

/** Appends lines in the caller's transaction, under the run's row lock; returns the last sequence given. */
export async function appendLogs(client: pg.PoolClient, runId: string, lines: readonly LogLine[]): Promise<number> {
  const { rows } = await client.query<{ sequence: number }>(
    `UPDATE run SET log_sequence = log_sequence + $2 WHERE id = $1 RETURNING log_sequence AS sequence`,
    [runId, lines.length],
  );
  const row = rows[0];
  if (row === undefined) throw new Error(`There is no run ${runId} to append logs to`);
  const last = Number(row.sequence);
  if (lines.length === 0) return last;
  await client.query(
    `INSERT INTO log_line (run_id, sequence, at, level, source, message)
     SELECT $1, $2::bigint + line.number, line.at, line.level, line.source, line.message
     FROM unnest($3::timestamptz[], $4::text[], $5::text[], $6::text[])
       WITH ORDINALITY AS line (at, level, source, message, number)`,
    [
      runId,
      last - lines.length,
      lines.map((line) => line.at),
      lines.map((line) => line.level),
      lines.map((line) => line.source),
      lines.map((line) => storableText(line.message)),
    ],
  );
  return last;
}

export interface ReadLogsOptions {
  afterSequence?: number;
  first?: number;
  level?: string;
  /** Found anywhere in the message, letters of either case. */
  text?: string;
}

/** Lines after a sequence, in order; `first` (default 1,000) at most. */
export async function readLogs(
  pool: Queryable,
  runId: string,
  options: ReadLogsOptions = {},
): Promise<StoredLogLine[]> {
  const { rows } = await pool.query<StoredLogLine>(
    `SELECT sequence, at, level, source, message FROM log_line
     WHERE run_id = $1 AND sequence > $2
       AND ($4::text IS NULL OR level = $4)
       AND ($5::text IS NULL OR position(lower($5) IN lower(message)) > 0)
     ORDER BY sequence LIMIT $3`,
    [runId, options.afterSequence ?? 0, options.first ?? 1000, options.level ?? null, options.text || null],
  );
  return rows.map((row) => ({ ...row, sequence: Number(row.sequence) }));
}
