import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createDatabase, inTransaction, type Database } from "../src/client.ts";
import { appendMetrics, metricNames, readMetricBatches, readMetrics, type MetricPoint } from "../src/metrics.ts";
import { readMetricSummaries } from "../src/metrics.ts";
import { createTestDatabase, type TestDatabase } from "../src/test-database.ts";
import { seedRun } from "./seed-run.ts";

let home: TestDatabase;
let database: Database;
beforeAll(async () => {
  home = await createTestDatabase();
  database = createDatabase(home.url);
});
afterAll(async () => {
  await database?.close();
  await home?.drop();
});

const append = (runId: string, points: MetricPoint[]) =>
  inTransaction(database.pool, (client) => appendMetrics(client, runId, points));
const line = (name: string, count: number, value: (index: number) => number | null, firstStep = 0): MetricPoint[] =>
  Array.from({ length: count }, (_, index) => ({ name, step: firstStep + index * 10, value: value(index) }));

describe("round trip", () => {
  test("gives back every point of several series, null for what is no number", async () => {
    const { runId } = await seedRun(database.pool);
    const values = [1, null, NaN, Infinity, -2.5];
    await append(runId, [
      ...values.map((value, step) => ({ name: "score", step, value })),
      { name: "loss", step: 3, value: 0.5 },
    ]);
    expect(await readMetrics(database.pool, runId)).toEqual([
      { name: "loss", steps: [3], values: [0.5] },
      { name: "score", steps: [0, 1, 2, 3, 4], values: [1, null, null, null, -2.5] },
    ]);
    expect(await metricNames(database.pool, runId)).toEqual(["loss", "score"]);
    const [, score] = await readMetricSummaries(database.pool, runId);
    expect(score).toMatchObject({ pointCount: 5, lastStep: 4, lastValue: -2.5, minValue: -2.5, maxValue: 1 });
    expect(await readMetrics(database.pool, runId, { names: ["none"] })).toEqual([]);
  });

  test("goes on from a checkpoint's step and leaves out points that go back", async () => {
    const { runId } = await seedRun(database.pool);
    await append(runId, [{ name: "score", step: 50_000, value: 1 }]);
    const { refusedCount, sequence } = await append(runId, [
      { name: "score", step: 49_999, value: 9 },
      { name: "score", step: 50_000, value: 2 },
    ]);
    expect({ refusedCount, sequence }).toEqual({ refusedCount: 1, sequence: 2 });
    expect(await readMetrics(database.pool, runId)).toEqual([
      { name: "score", steps: [50_000, 50_000], values: [1, 2] },
    ]);
  });

  test("stores nothing when the transaction is rolled back", async () => {
    const { runId } = await seedRun(database.pool);
    const broken = inTransaction(database.pool, async (client) => {
      await appendMetrics(
        client,
        runId,
        line("score", 3, () => 1),
      );
      throw new Error("agent went away");
    });
    await expect(broken).rejects.toThrow("agent went away");
    expect(await readMetrics(database.pool, runId)).toEqual([]);
  });
});

describe("thinning", () => {
  test("keeps one spike up and one down among 60,000 points on any level", async () => {
    const { runId } = await seedRun(database.pool);
    const spikes = new Map([
      [31_234, 100],
      [59_990, -100],
    ]);
    for (let first = 0; first < 60_000; first += 7_000) {
      const count = Math.min(7_000, 60_000 - first);
      await append(
        runId,
        line("score", count, (index) => spikes.get(first + index) ?? Math.sin(first + index), first * 10),
      );
    }
    for (const maxPoints of [2, 10, 100, 1_000, 5_000, 20_000]) {
      const [score] = await readMetrics(database.pool, runId, { maxPoints });
      expect(score!.steps.length).toBeLessThanOrEqual(maxPoints);
      expect(score!.steps.length).toBeGreaterThan(maxPoints / 3);
      expect(score!.steps).toEqual(score!.steps.toSorted((a, b) => a - b));
      expect(score!.values[score!.steps.indexOf(312_340)]).toBe(100);
      expect(score!.values[score!.steps.indexOf(599_900)]).toBe(-100);
    }
    const range = { from: 312_300, to: 312_400, maxPoints: 50 };
    const [zoomed] = await readMetrics(database.pool, runId, range);
    expect(zoomed!.steps).toEqual(Array.from({ length: 11 }, (_, index) => 312_300 + index * 10));
  });

  test("shows a gap where a whole bucket has no number", async () => {
    const { runId } = await seedRun(database.pool);
    await append(
      runId,
      line("score", 4_096, (index) => (index < 2_048 ? 1 : null)),
    );
    const [score] = await readMetrics(database.pool, runId, { maxPoints: 8 });
    expect(score!.values.slice(0, 2)).toEqual([1, 1]);
    expect(score!.values.at(-1)).toBeNull();
  });
});

describe("batches", () => {
  test("are given in order, trimmed, and say so when one is missing", async () => {
    const { runId } = await seedRun(database.pool);
    for (let step = 0; step < 10; step++)
      await append(runId, [{ name: "score", step, value: step === 4 ? null : step }]);
    const batches = await readMetricBatches(database.pool, runId, 3);
    expect(batches!.map((batch) => batch.sequence)).toEqual([4, 5, 6, 7, 8, 9, 10]);
    expect(batches![1]!.points).toEqual([{ name: "score", step: 4, value: null }]);
    expect(await readMetricBatches(database.pool, runId, 10)).toEqual([]);
    await append(
      runId,
      line("long", 10_001, () => 1),
    );
    expect(await readMetricBatches(database.pool, runId, 3)).toBeNull();
    expect(await readMetricBatches(database.pool, runId, 11)).toEqual([]);
  });
});

/** What the store must agree with: all points in one array. */
const naive = {
  inRange: (points: MetricPoint[], from: number, to: number) => points.filter((p) => p.step >= from && p.step <= to),
  extremes: (points: MetricPoint[]) => {
    const numbers = points.flatMap((point) => (point.value === null ? [] : [point.value]));
    return numbers.length === 0 ? null : [Math.min(...numbers), Math.max(...numbers)];
  },
};

describe("against a naive store", () => {
  const batchSizes = fc.array(fc.oneof(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 1_800 })), {
    minLength: 1,
    maxLength: 12,
  });
  const value = fc.oneof({ weight: 9, arbitrary: fc.integer({ min: -1_000, max: 1_000 }) }, fc.constant(null));
  const property = fc.asyncProperty(
    batchSizes,
    fc.infiniteStream(value),
    fc.infiniteStream(fc.integer({ min: 0, max: 3 })),
    fc.integer({ min: 2, max: 1_500 }),
    fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true })),
    async (sizes, values, strides, maxPoints, [low, high]) => {
      const { runId } = await seedRun(database.pool);
      const all: MetricPoint[] = [];
      let step = 5_000;
      for (const size of sizes) {
        const batch = Array.from({ length: size }, () => {
          step += strides.next().value!;
          return { name: "score", step, value: values.next().value ?? null };
        });
        await append(runId, batch);
        all.push(...batch);
      }
      const span = step - 5_000;
      const from = 5_000 + Math.floor(Math.min(low, high) * span);
      const to = 5_000 + Math.ceil(Math.max(low, high) * span);
      const expected = naive.inRange(all, from, to);
      const [whole] = await readMetrics(database.pool, runId, { from, to });
      expect(whole!.steps).toEqual(expected.map((point) => point.step));
      expect(whole!.values).toEqual(expected.map((point) => point.value));

      const [thin] = await readMetrics(database.pool, runId, { from, to, maxPoints });
      if (expected.length <= maxPoints) return void expect(thin).toEqual(whole);
      const points = thin!.steps.map((at, index) => ({ name: "score", step: at, value: thin!.values[index]! }));
      expect(points.length).toBeLessThanOrEqual(maxPoints);
      // A bucket across a limit of the range may have its extreme outside.
      const edge = 16 * Math.ceil(expected.length / maxPoints);
      const inner = naive.extremes(expected.slice(edge, -edge));
      const shown = naive.extremes(points);
      if (inner !== null) expect([shown![0]! <= inner[0]!, shown![1]! >= inner[1]!]).toEqual([true, true]);
      const [unranged] = await readMetrics(database.pool, runId, { maxPoints });
      const unrangedPoints = unranged!.steps.map((at, index) => ({
        name: "score",
        step: at,
        value: unranged!.values[index]!,
      }));
      expect(naive.extremes(unrangedPoints)).toEqual(naive.extremes(all));
      const known = new Set(expected.map((point) => `${point.step} ${point.value}`));
      for (const point of points) expect(known).toContain(`${point.step} ${point.value}`);
      expect(thin!.steps).toEqual(thin!.steps.toSorted((a, b) => a - b));
    },
  );
  test("agrees for random batches, ranges and widths", async () => {
    await fc.assert(property, { numRuns: 25 });
  }, 120_000);
});
