import type pg from "pg";
import type { MetricPoint } from "./append-metrics.ts";
import type { Queryable } from "./queryable.ts";

export interface MetricBatch {
  sequence: number;
  points: MetricPoint[];
}

/** So many batches are kept for subscribers that reconnect; who was away longer reads the series again. */
const KEPT_BATCHES = 256;
const TRIM_EVERY = 64;
/** A larger batch (an upload afterwards) is cheaper to read from the series. */
const LARGEST_KEPT_POINTS = 10_000;

/** Keeps a batch as it came and now and then trims old ones: a constant amount of work per batch. */
export async function keepMetricBatch(
  client: pg.PoolClient,
  runId: string,
  sequence: number,
  points: readonly MetricPoint[],
): Promise<void> {
  if (points.length <= LARGEST_KEPT_POINTS) {
    const triples = points.map((point) => [point.name, point.step, point.value]);
    await client.query(`INSERT INTO metric_batch (run_id, sequence, points) VALUES ($1, $2, $3)`, [
      runId,
      sequence,
      JSON.stringify(triples),
    ]);
  }
  if (sequence % TRIM_EVERY === 0) {
    await client.query(`DELETE FROM metric_batch WHERE run_id = $1 AND sequence <= $2`, [
      runId,
      sequence - KEPT_BATCHES,
    ]);
  }
}

/**
 * Batches after a sequence, in order and without gaps up to the newest; null when one of them is not kept any more,
 * and the caller reads the series again.
 */
export async function readMetricBatches(
  pool: Queryable,
  runId: string,
  afterSequence: number,
): Promise<MetricBatch[] | null> {
  const { rows } = await pool.query<{
    newest: number;
    sequence: number | null;
    points: [string, number, number | null][];
  }>(
    `SELECT run.metric_sequence::float8 AS newest, batch.sequence::float8 AS sequence, batch.points
     FROM run LEFT JOIN metric_batch AS batch ON batch.run_id = run.id AND batch.sequence > $2
     WHERE run.id = $1 ORDER BY batch.sequence`,
    [runId, afterSequence],
  );
  const batches = rows.flatMap(({ sequence, points }) =>
    sequence === null ? [] : [{ sequence, points: points.map(([name, step, value]) => ({ name, step, value })) }],
  );
  const missing = Math.max(0, (rows[0]?.newest ?? 0) - afterSequence) - batches.length;
  return missing > 0 ? null : batches;
}
