import { alignCurves } from "./align-curves.ts";
import type { ChartCurve, ChartView, StepRange } from "./chart-curve.ts";
import { smooth } from "./smooth.ts";

export interface PlotSeries {
  readonly curve: ChartCurve;
  /** The raw curve behind a smoothed one. */
  readonly faint: boolean;
}
export interface PlotData {
  readonly steps: readonly number[];
  readonly xs: readonly number[];
  readonly columns: readonly (readonly (number | null | undefined)[])[];
  readonly series: readonly PlotSeries[];
}

/** Few points (evaluations) are drawn one by one, and never smoothed. */
export const FEW_POINTS = 60;

/** Which series a chart draws: with smoothing two a curve, the raw one faint and behind. */
export function plotSeries(curves: readonly ChartCurve[], smoothing: number, few: boolean): readonly PlotSeries[] {
  if (smoothing <= 0 || few) return curves.map((curve) => ({ curve, faint: false }));
  return [...curves.map((curve) => ({ curve, faint: true })), ...curves.map((curve) => ({ curve, faint: false }))];
}

/** Columns for drawing. `timeOf` gives the x of a step on a time axis, in seconds. */
export function plotData(
  curves: readonly ChartCurve[],
  view: Pick<ChartView, "axis" | "smoothing">,
  few: boolean,
  timeOf: (step: number) => number,
): PlotData {
  const series = plotSeries(curves, view.smoothing, few);
  const aligned = alignCurves(curves);
  const columns = series.map(({ curve, faint }) => {
    const raw = aligned.columns[curves.indexOf(curve)]!;
    return faint || few ? raw : smooth(raw, view.smoothing);
  });
  const xs = view.axis === "step" ? aligned.steps : aligned.steps.map(timeOf);
  return { steps: aligned.steps, xs, columns, series };
}

/** What the x axis shows: the zoom, else all data, up to the last step once a good part of the way is done. */
export function stepRange(
  curves: readonly ChartCurve[],
  { minStep, maxSteps }: { readonly minStep: number; readonly maxSteps: number | null },
  zoom: StepRange | null,
): StepRange {
  if (zoom) return zoom;
  const firsts = curves.flatMap(({ steps }) => steps.slice(0, 1));
  const lasts = curves.flatMap(({ steps }) => steps.slice(-1));
  const from = Math.min(minStep, ...firsts);
  const to = lasts.length > 0 ? Math.max(...lasts) : (maxSteps ?? 1);
  const near = maxSteps !== null && to >= 0.4 * maxSteps && to < maxSteps;
  return { from, to: Math.max(near ? maxSteps : to, from + 1) };
}

/** The place in a rising column that is nearest to `value`; −1 of an empty one. */
export function nearestIndex(column: readonly number[], value: number): number {
  let best = -1;
  for (let index = 0; index < column.length; index += 1) {
    if (best < 0 || Math.abs(column[index]! - value) < Math.abs(column[best]! - value)) best = index;
  }
  return best;
}
