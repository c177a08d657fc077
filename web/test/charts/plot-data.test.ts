import { describe, expect, it } from "vitest";
import { alignCurves } from "../../src/lib/charts/align-curves.ts";
import type { ChartCurve } from "../../src/lib/charts/chart-curve.ts";
import { nearestIndex, plotData, stepRange } from "../../src/lib/charts/plot-data.ts";

const curve = (id: string, steps: number[], values: (number | null)[]): ChartCurve => ({
  id,
  label: id,
  color: "--c1",
  live: false,
  steps,
  values,
});
const parent = curve("parent", [0, 10, 20], [1, null, 3]);
const own = curve("own", [20, 30], [5, 6]);

describe("curves over one axis", () => {
  it("tells a gap of a curve from a step that it has no point at", () => {
    const { steps, columns } = alignCurves([parent, own]);
    expect(steps).toEqual([0, 10, 20, 30]);
    expect(columns).toEqual([
      [1, null, 3, undefined],
      [undefined, undefined, 5, 6],
    ]);
  });

  it("draws raw curves behind smoothed ones, and few points as they are", () => {
    const smoothed = plotData([own], { axis: "step", smoothing: 0.5 }, false, () => 0);
    expect(smoothed.series.map(({ faint }) => faint)).toEqual([true, false]);
    expect(smoothed.columns[0]).toEqual([5, 6]);
    expect(smoothed.columns[1]![1]).toBeLessThan(6);
    const few = plotData([own], { axis: "step", smoothing: 0.5 }, true, () => 0);
    expect(few.columns).toEqual([[5, 6]]);
  });

  it("places points by time when that is asked for", () => {
    expect(plotData([own], { axis: "time", smoothing: 0 }, false, (step) => step / 10).xs).toEqual([2, 3]);
  });

  it("shows what there is, and all that is ahead once a good part is done", () => {
    const reach = { minStep: 0, maxSteps: 50 };
    expect(stepRange([own], reach, null)).toEqual({ from: 0, to: 50 });
    expect(stepRange([own], { ...reach, maxSteps: 1000 }, null)).toEqual({ from: 0, to: 30 });
    expect(stepRange([own], reach, { from: 22, to: 25 })).toEqual({ from: 22, to: 25 });
    expect(stepRange([], reach, null)).toEqual({ from: 0, to: 50 });
  });

  it("finds the nearest place", () => {
    expect(nearestIndex([0, 10, 20], 14)).toBe(1);
    expect(nearestIndex([], 1)).toBe(-1);
  });
});
