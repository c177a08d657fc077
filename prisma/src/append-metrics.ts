import type pg from "pg";
import { chunksToClose, planAppend, type Points } from "./metric-levels.ts";
import { keepMetricBatch } from "./metric-batches.ts";
import { storableText } from "./storable-json.ts";

export interface MetricPoint {
  name: string;
  step: number;
  /** Null where the trainer had no number; stored as NaN. Numbers that are not finite become null as well. */
  value: number | null;
}

export interface AppendedMetrics {
  /** The batch's sequence within the run; unchanged when there was nothing to store. */
  sequence: number;
  /** Points left out because their series had already gone past their step. */
  refusedCount: number;
}

interface Series extends Points {
  name: string;
  pointCount: number;
}

/**
 * Appends one batch in the caller's transaction, under the run's row lock. What it costs depends on the batch alone:
 * it reads and writes open chunks only, however long the run is.
 */
export async function appendMetrics(
  client: pg.PoolClient,
  runId: string,
  points: readonly MetricPoint[],
): Promise<AppendedMetrics> {
  const locked = await client.query<{ sequence: number }>(
    `UPDATE run SET metric_sequence = metric_sequence + $2 WHERE id = $1 RETURNING metric_sequence AS sequence`,
    [runId, points.length === 0 ? 0 : 1],
  );
  if (locked.rows[0] === undefined) throw new Error(`There is no run ${runId} to append metrics to`);
  const sequence = Number(locked.rows[0].sequence);
  if (points.length === 0) return { sequence, refusedCount: 0 };

  const { series, accepted } = await bySeries(client, runId, points);
  if (accepted.length > 0) {
    await writeChunks(client, runId, sequence, series);
    await writeSeries(client, runId, series);
  }
  await keepMetricBatch(client, runId, sequence, accepted);
  return { sequence, refusedCount: points.length - accepted.length };
}

async function bySeries(
  client: pg.PoolClient,
  runId: string,
  points: readonly MetricPoint[],
): Promise<{ series: Series[]; accepted: MetricPoint[] }> {
  const names = new Map<string, string>();
  for (const { name } of points) if (!names.has(name)) names.set(name, storableText(name));
  const stored = await client.query<{ name: string; count: number; last: number | null }>(
    `SELECT name, point_count::float8 AS count, last_step::float8 AS last
     FROM metric_series WHERE run_id = $1 AND name = ANY($2)`,
    [runId, [...new Set(names.values())]],
  );
  const state = new Map(stored.rows.map((row) => [row.name, row]));
  const series = new Map<string, Series>();
  const accepted: MetricPoint[] = [];
  for (const point of points) {
    const name = names.get(point.name)!;
    let target = series.get(name);
    if (target === undefined) {
      target = { name, pointCount: state.get(name)?.count ?? 0, steps: [], values: [] };
      series.set(name, target);
    }
    const lastStep = target.steps.at(-1) ?? state.get(name)?.last ?? -Infinity;
    if (point.step < lastStep) continue;
    const value = point.value !== null && Number.isFinite(point.value) ? point.value : null;
    target.steps.push(point.step);
    target.values.push(value ?? NaN);
    accepted.push({ name, step: point.step, value });
  }
  return { series: [...series.values()].filter((one) => one.steps.length > 0), accepted };
}

async function writeChunks(client: pg.PoolClient, runId: string, sequence: number, series: Series[]): Promise<void> {
  const held = await readClosing(client, runId, series);
  const parts = series.flatMap((one) =>
    planAppend(one.pointCount, one, (level, chunk) => held(one.name, level, chunk)).map((part) => ({
      ...part,
      name: one.name,
    })),
  );
  await client.query(
    `INSERT INTO metric_chunk
       (run_id, name, level, chunk, first_step, last_step, last_sequence, point_count, steps, values)
     SELECT $1, name, level, chunk, first_step, last_step, $2, point_count, steps::bigint[], values::float8[]
     FROM unnest($3::text[], $4::smallint[], $5::integer[], $6::bigint[], $7::bigint[], $8::integer[], $9::text[], $10::text[])
       AS part (name, level, chunk, first_step, last_step, point_count, steps, values)
     ON CONFLICT (run_id, name, level, chunk) DO UPDATE SET
       last_step = excluded.last_step, last_sequence = excluded.last_sequence,
       point_count = metric_chunk.point_count + excluded.point_count,
       steps = metric_chunk.steps || excluded.steps, values = metric_chunk.values || excluded.values`,
    [
      runId,
      sequence,
      parts.map((part) => part.name),
      parts.map((part) => part.level),
      parts.map((part) => part.chunk),
      parts.map((part) => part.steps[0]),
      parts.map((part) => part.steps.at(-1)),
      parts.map((part) => part.steps.length),
      parts.map((part) => arrayText(part.steps)),
      parts.map((part) => arrayText(part.values)),
    ],
  );
}

type Held = (name: string, level: number, chunk: number) => Points;

async function readClosing(client: pg.PoolClient, runId: string, series: Series[]): Promise<Held> {
  const closing = series.flatMap((one) =>
    chunksToClose(one.pointCount, one.steps.length).map((key) => ({ name: one.name, ...key })),
  );
  const found = new Map<string, Points>();
  if (closing.length > 0) {
    const { rows } = await client.query<{ name: string; level: number; chunk: number; steps: string; values: string }>(
      `SELECT name, level, chunk, steps::text AS steps, values::text AS values
       FROM unnest($2::text[], $3::smallint[], $4::integer[]) AS wanted (name, level, chunk)
       JOIN metric_chunk USING (name, level, chunk) WHERE run_id = $1`,
      [runId, closing.map((key) => key.name), closing.map((key) => key.level), closing.map((key) => key.chunk)],
    );
    for (const row of rows) {
      const points = { steps: numbersOf(row.steps), values: numbersOf(row.values) };
      found.set(JSON.stringify([row.name, row.level, row.chunk]), points);
    }
  }
  return (name, level, chunk) => {
    const points = found.get(JSON.stringify([name, level, chunk]));
    if (points === undefined) throw new Error(`Run ${runId}: chunk ${chunk} of level ${level} of ${name} is missing`);
    return points;
  };
}

/**
 * Numbers as PostgreSQL writes an array: several times cheaper for both sides than JSON, or than an array of arrays,
 * which may not be ragged. NaN is a number there as here.
 */
const arrayText = (numbers: readonly number[]): string => `{${numbers.join(",")}}`;
const numbersOf = (text: string): number[] => text.slice(1, -1).split(",").map(Number);

async function writeSeries(client: pg.PoolClient, runId: string, series: Series[]): Promise<void> {
  const columns = series.map((one) => {
    const numbers = one.values.filter((value) => !Number.isNaN(value));
    const last = one.values.at(-1)!;
    return {
      last: Number.isNaN(last) ? null : last,
      // Not Math.min(...): a long batch has more numbers than a call may have arguments.
      min: numbers.length === 0 ? null : numbers.reduce((low, value) => (value < low ? value : low)),
      max: numbers.length === 0 ? null : numbers.reduce((high, value) => (value > high ? value : high)),
    };
  });
  await client.query(
    `INSERT INTO metric_series (run_id, name, point_count, last_step, last_value, min_value, max_value)
     SELECT $1, * FROM unnest($2::text[], $3::bigint[], $4::bigint[], $5::float8[], $6::float8[], $7::float8[])
     ON CONFLICT (run_id, name) DO UPDATE SET
       point_count = metric_series.point_count + excluded.point_count,
       last_step = excluded.last_step, last_value = excluded.last_value,
       min_value = least(metric_series.min_value, excluded.min_value),
       max_value = greatest(metric_series.max_value, excluded.max_value)`,
    [
      runId,
      series.map((one) => one.name),
      series.map((one) => one.steps.length),
      series.map((one) => one.steps.at(-1)),
      columns.map((column) => column.last),
      columns.map((column) => column.min),
      columns.map((column) => column.max),
    ],
  );
}
