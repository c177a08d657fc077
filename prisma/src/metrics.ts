/** Metrics of a run: written in batches, read as columns. Why they are stored as chunks: docs/decisions/0003. */
export { appendMetrics, type AppendedMetrics, type MetricPoint } from "./append-metrics.ts";
export { readMetricBatches, type MetricBatch } from "./metric-batches.ts";
export {
  metricNames,
  readMetrics,
  readMetricSummaries,
  type MetricColumns,
  type MetricSummary,
  type ReadMetricsOptions,
} from "./read-metrics.ts";
