import type { Queryable } from "./queryable.ts";
import { CHUNK_POINTS, countsByLevel } from "./metric-levels.ts";
import { COUNT_QUERY, POINTS_QUERY } from "./metric-queries.ts";
import { columnsOf, type PointsRow } from "./thinned-columns.ts";

export interface ReadMetricsOptions {
  /** All series when left out. */
  names?: readonly string[];
  /** First and last step, both inclusive. */
  from?: number;
  to?: number;
  /** Most points per series. More than fit are thinned out: each bucket keeps its minimum and its maximum. */
  maxPoints?: number;
}

export interface MetricColumns {
  name: string;
  steps: number[];
  /** Null where the trainer had no number. */
  values: (number | null)[];
}

export interface MetricSummary {
  name: string;
  pointCount: number;
  lastStep: number | null;
  lastValue: number | null;
  minValue: number | null;
  maxValue: number | null;
}

/** One row a series, by name: how long it is and between which values it lies. */
export async function readMetricSummaries(pool: Queryable, runId: string): Promise<MetricSummary[]> {
  const { rows } = await pool.query<MetricSummary>(
    `SELECT name, point_count::float8 AS "pointCount", last_step::float8 AS "lastStep", last_value AS "lastValue",
       min_value AS "minValue", max_value AS "maxValue"
     FROM metric_series WHERE run_id = $1 ORDER BY name`,
    [runId],
  );
  return rows;
}

export async function metricNames(pool: Queryable, runId: string): Promise<string[]> {
  return (await readMetricSummaries(pool, runId)).map((series) => series.name);
}

/** Series by name, each in the order of its steps, at full resolution where that fits into `maxPoints`. */
export async function readMetrics(
  pool: Queryable,
  runId: string,
  options: ReadMetricsOptions = {},
): Promise<MetricColumns[]> {
  const maxPoints = Math.max(2, Math.floor(Math.min(options.maxPoints ?? Infinity, 2 ** 31 - 1)));
  const wanted = options.names === undefined ? undefined : new Set(options.names);
  const series = (await readMetricSummaries(pool, runId)).filter((one) => wanted?.has(one.name) ?? true);
  const range = rangeOf(options);
  const ranged = options.from !== undefined || options.to !== undefined;
  const inRange = ranged ? await countInRange(pool, runId, series, range) : undefined;
  const sources = series.flatMap((one) => {
    const counts = inRange?.get(one.name) ?? countsByLevel(one.pointCount);
    return sourcesOf(one, chooseLevel(counts, maxPoints));
  });
  const { rows } = await pool.query<PointsRow>(POINTS_QUERY, [
    runId,
    sources.map((source) => source.name),
    sources.map((source) => source.level),
    sources.map((source) => source.fromChunk),
    sources.map((source) => source.openOnly),
    ...range,
    maxPoints,
  ]);
  const found = new Map(rows.map((row) => [row.name, columnsOf(row)]));
  return series.map(({ name }) => ({ name, ...(found.get(name) ?? { steps: [], values: [] }) }));
}

/**
 * Level 0 where all points fit, else the shortest level with at least half of what may be shown: so a read opens
 * between half and twice as many points as it shows. At the limits of a range, a bucket of that level that lies across
 * the limit is shown by those of its extremes that lie within.
 */
function chooseLevel(counts: readonly number[], maxPoints: number): number {
  if ((counts[0] ?? 0) <= maxPoints) return 0;
  return Math.max(
    0,
    counts.findLastIndex((count) => count >= maxPoints / 2),
  );
}

/**
 * A level lacks what the levels below have not rolled up yet: their open chunks complete it. Which ones are open is
 * decided again by the query, in its own snapshot, since a batch may have come in between.
 */
function sourcesOf(series: MetricSummary, wantedLevel: number) {
  const counts = countsByLevel(series.pointCount);
  return counts.slice(0, wantedLevel + 1).map((count, level) => ({
    name: series.name,
    level,
    fromChunk: level === wantedLevel ? 0 : Math.floor(count / CHUNK_POINTS),
    openOnly: level < wantedLevel,
  }));
}

async function countInRange(
  pool: Queryable,
  runId: string,
  series: MetricSummary[],
  range: readonly [number, number],
): Promise<Map<string, number[]>> {
  const { rows } = await pool.query<{ name: string; level: number; count: number }>(COUNT_QUERY, [
    runId,
    series.map((one) => one.name),
    ...range,
  ]);
  const counts = new Map<string, number[]>(series.map((one) => [one.name, []]));
  for (const row of rows) counts.get(row.name)![row.level] = row.count;
  return counts;
}

// The largest safe integers also fit into a bigint, as an infinite limit would not.
function rangeOf({ from = -Infinity, to = Infinity }: ReadMetricsOptions): [number, number] {
  const limit = Number.MAX_SAFE_INTEGER;
  return [Math.ceil(Math.max(from, -limit)), Math.floor(Math.min(to, limit))];
}
