import type { Database } from "@arena/database/client";
import { readMetrics, readMetricSummaries, type MetricColumns, type MetricSummary } from "@arena/database/metrics";
import type { HistoryRun } from "./run-history.ts";

/** How many points of a series are held at a time. */
const WINDOW_POINTS = 2_000;

export interface MetricRow {
  readonly step: number;
  /** In the order of the names that were asked for; null where there is no point. */
  readonly values: readonly (number | null)[];
}

/** One row a step, in their order, run after run; windows of steps are read as they are needed. */
export async function* metricRows(
  pool: Database["pool"],
  history: readonly HistoryRun[],
  names: readonly string[],
): AsyncGenerator<MetricRow> {
  let from = 0;
  for (const { id, lastStep } of history) {
    const series = (await readMetricSummaries(pool, id)).filter(({ name }) => names.includes(name));
    const end = Math.min(lastStep, Math.max(-1, ...series.map((one) => one.lastStep ?? -1)));
    const width = windowSteps(series, end);
    for (; from <= end; from += width) {
      const to = Math.min(end, from + width - 1);
      yield* rowsOf(await readMetrics(pool, id, { names, from, to }), names);
    }
    from = end + 1;
  }
}

function windowSteps(series: readonly MetricSummary[], lastStep: number): number {
  const most = Math.max(1, ...series.map(({ pointCount }) => pointCount));
  return Math.max(1, Math.ceil(((lastStep + 1) * WINDOW_POINTS) / most));
}

function rowsOf(columns: readonly MetricColumns[], names: readonly string[]): MetricRow[] {
  const rows = new Map<number, (number | null)[]>();
  for (const { name, steps, values } of columns) {
    const place = names.indexOf(name);
    steps.forEach((step, index) => {
      const row = rows.get(step) ?? new Array<number | null>(names.length).fill(null);
      row[place] = values[index] ?? null;
      rows.set(step, row);
    });
  }
  return [...rows].sort(([a], [b]) => a - b).map(([step, values]) => ({ step, values }));
}
