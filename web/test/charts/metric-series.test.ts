import { describe, expect, it } from "vitest";
import { MetricSeries } from "../../src/lib/charts/metric-series.ts";
import { MetricStore } from "../../src/lib/charts/metric-store.ts";
import { thinPoints } from "../../src/lib/charts/thin-points.ts";

describe("a metric series", () => {
  it("appends batches in the order of steps", () => {
    const series = new MetricSeries(100);
    series.append([1, 2], [10, 20]);
    series.append([3], [5]);
    expect(series.steps).toEqual([1, 2, 3]);
    expect(series.current).toBe(5);
    expect([series.minimum, series.maximum]).toEqual([5, 20]);
  });

  it("puts a late point in its place and replaces one at the same step", () => {
    const series = new MetricSeries(100);
    series.append([1, 5, 3, 5], [1, 5, 3, 6]);
    expect(series.steps).toEqual([1, 3, 5]);
    expect(series.values).toEqual([1, 3, 6]);
  });

  it("stays bounded, keeps first and last point, and a spike that lasted one point", () => {
    const series = new MetricSeries(100);
    for (let step = 0; step < 50_000; step += 1) series.append([step], [step === 12_345 ? 1e6 : Math.sin(step)]);
    expect(series.steps.length).toBeLessThanOrEqual(201);
    expect(series.steps[0]).toBe(0);
    expect(series.lastStep).toBe(49_999);
    expect(series.values).toContain(1e6);
    expect(series.maximum).toBe(1e6);
    expect([...series.steps].sort((a, b) => a - b)).toEqual(series.steps);
  });

  it("ignores gaps for what is current, least and greatest", () => {
    const series = new MetricSeries(100);
    series.append([1, 2, 3], [null, 4, null]);
    expect([series.current, series.minimum, series.maximum]).toEqual([4, 4, 4]);
    expect(series.values).toEqual([null, 4, null]);
  });
});

describe("thinning", () => {
  it("leaves a short series as it is", () => {
    const points = { steps: [1, 2, 3], values: [1, 2, 3] };
    expect(thinPoints(points, 10)).toBe(points);
  });

  it("keeps a bucket that has only gaps as a gap", () => {
    const steps = Array.from({ length: 100 }, (_, step) => step);
    const thinned = thinPoints({ steps, values: steps.map(() => null) }, 10);
    expect(thinned.values.every((value) => value === null)).toBe(true);
    expect(thinned.steps.length).toBeGreaterThan(2);
  });
});

describe("the metric store", () => {
  it("starts anew from a snapshot and counts what it was given", () => {
    const store = new MetricStore();
    store.append([{ name: "score", steps: [1], values: [1] }]);
    const before = store.version;
    store.load([{ name: "fitness", steps: [7], values: [2] }]);
    expect(store.names).toEqual(["fitness"]);
    expect(store.lastStep).toBe(7);
    expect(store.version).toBeGreaterThan(before);
  });

  it("takes only what lies within the zoom", () => {
    const store = new MetricStore();
    store.append([{ name: "score", steps: [1, 2, 3, 4], values: [1, 2, 3, 4] }], 2, 3);
    expect(store.get("score")?.steps).toEqual([2, 3]);
  });
});
