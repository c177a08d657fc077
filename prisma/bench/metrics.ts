/**
 * Opens the charts of a long run: 10 million points in 30 series, thinned out to 1,000 points each, beside the floor
 * of reading the same from a table of one row per point. Run: ARENA_TEST_DATABASE_URL=… nice node bench/metrics.ts
 */
import { createDatabase, inTransaction } from "../src/client.ts";
import { appendMetrics, readMetrics, type MetricPoint } from "../src/metrics.ts";
import { createTestDatabase } from "../src/test-database.ts";
import { seedRun } from "../test/seed-run.ts";

const SERIES = 30;
const POINTS = Number(process.argv[2] ?? 10_000_000);
const MAX_POINTS = 1_000;
const BATCH_STEPS = 4_096;
const perSeries = Math.floor(POINTS / SERIES);

const home = await createTestDatabase();
const database = createDatabase(home.url, { maxConnections: 2 });
const elapsedMs = async (work: () => Promise<unknown>): Promise<number> => {
  const start = performance.now();
  await work();
  return performance.now() - start;
};
const medianMs = async (times: number, work: () => Promise<unknown>): Promise<number> => {
  const all: number[] = [];
  for (let time = 0; time < times; time++) all.push(await elapsedMs(work));
  return all.toSorted((a, b) => a - b)[Math.floor(times / 2)]!;
};
const say = (title: string, ms: number): void => console.log(`${title.padEnd(64)} ${ms.toFixed(1).padStart(10)} ms`);

try {
  const { runId } = await seedRun(database.pool);
  const append = (points: MetricPoint[]) =>
    inTransaction(database.pool, (client) => appendMetrics(client, runId, points));
  const batch = (from: number, count: number): MetricPoint[] =>
    Array.from({ length: SERIES }, (_, series) => series).flatMap((series) =>
      Array.from({ length: count }, (_, index) => ({
        name: `metric ${series}`,
        step: (from + index) * 10,
        value: Math.sin((from + index) / 1_000 + series) + ((from + index) % 97) / 97,
      })),
    );
  const small = (from: number) => medianMs(50, async () => await append(batch(from++, 1)));
  say("Append 1 point to each of 30 series, empty run (median of 50)", await small(0));
  const loadMs = await elapsedMs(async () => {
    for (let from = 50; from < perSeries; from += BATCH_STEPS)
      await append(batch(from, Math.min(BATCH_STEPS, perSeries - from)));
  });
  say(`Load ${(perSeries * SERIES).toLocaleString("en")} points through appendMetrics`, loadMs);
  say("Append 1 point to each of 30 series, full run (median of 50)", await small(perSeries));
  say("First open after loading", await elapsedMs(() => readMetrics(database.pool, runId, { maxPoints: MAX_POINTS })));
  say(
    "Open: all series (median of 9)",
    await medianMs(9, () => readMetrics(database.pool, runId, { maxPoints: MAX_POINTS })),
  );
  say(
    "Open: all series, 2,000 points each",
    await medianMs(9, () => readMetrics(database.pool, runId, { maxPoints: 2_000 })),
  );
  const [from, to] = [perSeries * 3, perSeries * 6];
  say(
    "Zoom: a third of all series",
    await medianMs(9, () => readMetrics(database.pool, runId, { from, to, maxPoints: MAX_POINTS })),
  );
  const close = { from, to: from + 9_000, maxPoints: MAX_POINTS };
  say(
    "Zoom: 900 points of each series, full resolution",
    await medianMs(9, () => readMetrics(database.pool, runId, close)),
  );

  await database.pool.query("CREATE UNLOGGED TABLE point (name text, step bigint, value float8)");
  await database.pool.query(
    `INSERT INTO point SELECT 'metric ' || series, step * 10, sin(step / 1000.0 + series) + (step % 97) / 97.0
     FROM generate_series(0, ${SERIES - 1}) AS series, generate_series(0, ${perSeries - 1}) AS step`,
  );
  const naive = () =>
    database.pool.query(
      `SELECT name, step * ${MAX_POINTS / 2} / ${perSeries * 10} AS bucket, min(value), max(value) FROM point GROUP BY 1, 2`,
    );
  say("Floor: the same buckets from one row per point", await medianMs(2, naive));
  const sizes = await database.pool.query<{ chunks: string; rows: string }>(
    `SELECT pg_size_pretty(sum(pg_total_relation_size(relid))) AS chunks,
       pg_size_pretty(pg_total_relation_size('point')) AS rows
     FROM pg_partition_tree('metric_chunk') WHERE isleaf`,
  );
  console.log(`On disk: chunks ${sizes.rows[0]!.chunks}, one row per point without any index ${sizes.rows[0]!.rows}`);
} finally {
  await database.close();
  await home.drop();
}
