import type uPlot from "uplot";
import { formatDuration } from "../runs/format-duration.ts";
import { formatNumber, formatShort } from "../runs/format-number.ts";
import type { ChartColors } from "./chart-colors.ts";
import type { ChartView } from "./chart-curve.ts";
import { drawEnds, drawMarks, drawMarkWords, type DrawnMark } from "./draw-over.ts";
import type { PlotSeries } from "./plot-data.ts";

export interface PlotOptionsInput {
  readonly width: number;
  readonly height: number;
  readonly small: boolean;
  readonly few: boolean;
  readonly axis: ChartView["axis"];
  /** 1 linear, 3 logarithmic, 4 of both signs. */
  readonly distribution: 1 | 3 | 4;
  readonly series: readonly PlotSeries[];
  readonly colors: ChartColors;
  /** Charts with one key share the cursor. */
  readonly syncKey: string;
  readonly xRange: () => [number, number];
  readonly marks: () => readonly DrawnMark[];
  readonly onCursor: (plot: uPlot) => void;
  readonly onSelect: (plot: uPlot) => void;
}

export function plotOptions(input: PlotOptionsInput): uPlot.Options {
  const { small, colors } = input;
  return {
    width: input.width,
    height: input.height,
    padding: small ? [6, 6, 4, 1] : [8, 20, 0, 0],
    legend: { show: false },
    scales: {
      x: { time: false, range: () => input.xRange() },
      y: { distr: input.distribution, ...(input.distribution === 4 ? { asinh: 1 } : {}) },
    },
    axes: axesOf(input),
    series: [{}, ...input.series.map((series) => seriesOf(series, input))],
    cursor: {
      sync: { key: input.syncKey, setSeries: false },
      drag: { x: !small, y: false, setScale: false, dist: 6 },
      y: false,
      // A curve that has no point here is not pointed at.
      hover: { prox: 24, skip: [undefined, null] },
      points: { size: 7, width: 1.5, fill: (plot, index) => cursorColor(plot, index, input) },
    },
    hooks: {
      drawClear: [(plot) => drawMarks(plot, input.marks(), colors)],
      // After the grid and before the curves.
      drawAxes: [
        (plot) => {
          if (!small) drawMarkWords(plot, input.marks(), colors);
        },
      ],
      draw: [(plot) => drawEnds(plot, endsOf(input.series), colors)],
      setCursor: [input.onCursor],
      setSelect: [input.onSelect],
    },
  };
}

function cursorColor(_plot: uPlot, index: number, { series, colors }: PlotOptionsInput): string {
  const at = series[index - 1];
  return !at || at.faint ? "transparent" : colors.of(at.curve.color);
}

function endsOf(series: readonly PlotSeries[]): { series: number; color: string }[] {
  return series.flatMap(({ curve, faint }, index) =>
    curve.live && !faint ? [{ series: index + 1, color: curve.color }] : [],
  );
}

function seriesOf({ curve, faint }: PlotSeries, { colors, few }: PlotOptionsInput): uPlot.Series {
  return {
    label: curve.label,
    stroke: () => (faint ? colors.faint(curve.color) : colors.of(curve.color)),
    width: faint ? 1 : 2,
    spanGaps: false,
    points: few ? { show: true, size: 6, width: 1.5, fill: () => colors.of("--bg") } : { show: false },
  };
}

function axesOf({ small, axis, colors }: PlotOptionsInput): uPlot.Axis[] {
  if (small) return [{ show: false }, { show: false }];
  const look = {
    stroke: () => colors.of("--axis"),
    font: `12px ${getComputedStyle(document.body).fontFamily}`,
    ticks: { show: false },
  };
  const grid = { stroke: () => colors.of("--grid"), width: 1 };
  const xText = axis === "step" ? formatShort : (seconds: number) => formatDuration(seconds * 1000);
  return [
    { ...look, grid: { show: false }, space: 72, size: 28, gap: 6, values: (_plot, ticks) => ticks.map(xText) },
    {
      ...look,
      grid,
      space: 36,
      gap: 6,
      size: (_plot, texts) => Math.max(32, 14 + 7 * Math.max(0, ...(texts ?? []).map((text) => text?.length ?? 0))),
      values: (_plot, ticks) => ticks.map((tick) => (tick === null ? "" : tickText(tick))),
    },
  ];
}

function tickText(value: number): string {
  return Math.abs(value) >= 1000 || Number.isInteger(value) ? formatShort(value) : formatNumber(value);
}
