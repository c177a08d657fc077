import type { MetricBatch, MetricColumns } from "@arena/database/metrics";

/** A batch's points as columns, of the names asked for. */
export function columnsOfBatch(batch: MetricBatch, names: readonly string[] | null): MetricColumns[] {
  const series = new Map<string, MetricColumns>();
  for (const { name, step, value } of batch.points) {
    if (names !== null && !names.includes(name)) continue;
    const columns = series.get(name) ?? { name, steps: [], values: [] };
    columns.steps.push(step);
    columns.values.push(value);
    series.set(name, columns);
  }
  return [...series.values()];
}
