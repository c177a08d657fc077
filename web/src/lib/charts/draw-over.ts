import type uPlot from "uplot";
import type { ChartColors } from "./chart-colors.ts";

export interface DrawnMark {
  readonly x: number;
  readonly label: string;
}
export interface DrawnEnd {
  /** Index of the series whose newest point is marked. */
  readonly series: number;
  readonly color: string;
}

/** A dashed line from top to bottom, behind the curves. */
export function drawMarks(plot: uPlot, marks: readonly DrawnMark[], colors: ChartColors): void {
  const { ctx, bbox } = plot;
  for (const { at } of placesOf(plot, marks)) {
    ctx.save();
    ctx.strokeStyle = colors.of("--line-strong");
    ctx.lineWidth = devicePixelRatio;
    ctx.setLineDash([3 * devicePixelRatio, 3 * devicePixelRatio]);
    ctx.beginPath();
    ctx.moveTo(at, bbox.top);
    ctx.lineTo(at, bbox.top + bbox.height);
    ctx.stroke();
    ctx.restore();
  }
}

/** A wedge on each mark's line, and its word at the foot, where curves seldom are; over the grid. */
export function drawMarkWords(plot: uPlot, marks: readonly DrawnMark[], colors: ChartColors): void {
  const { ctx, bbox } = plot;
  const ratio = devicePixelRatio;
  for (const { at, label } of placesOf(plot, marks)) {
    ctx.save();
    ctx.fillStyle = colors.of("--text-3");
    ctx.beginPath();
    ctx.moveTo(at - 4 * ratio, bbox.top);
    ctx.lineTo(at + 4 * ratio, bbox.top);
    ctx.lineTo(at, bbox.top + 6 * ratio);
    ctx.fill();
    ctx.font = `${12 * ratio}px ${getComputedStyle(document.body).fontFamily}`;
    const width = ctx.measureText(label).width;
    const beyond = bbox.left + bbox.width - at < width + 12 * ratio;
    const left = beyond ? at - 6 * ratio - width : at + 6 * ratio;
    const foot = bbox.top + bbox.height - 6 * ratio;
    ctx.fillStyle = colors.of("--bg");
    ctx.fillRect(left - 2 * ratio, foot - 14 * ratio, width + 4 * ratio, 16 * ratio);
    ctx.fillStyle = colors.of("--text-2");
    ctx.textAlign = "left";
    ctx.textBaseline = "bottom";
    ctx.fillText(label, left, foot);
    ctx.restore();
  }
}

function placesOf(plot: uPlot, marks: readonly DrawnMark[]): { at: number; label: string }[] {
  const { left, width } = plot.bbox;
  return marks
    .map(({ x, label }) => ({ at: plot.valToPos(x, "x", true), label }))
    .filter(({ at }) => at >= left && at <= left + width);
}

/** The newest point of what is live, with a halo: the curve goes on from here. */
export function drawEnds(plot: uPlot, ends: readonly DrawnEnd[], colors: ChartColors): void {
  const ratio = devicePixelRatio;
  for (const { series, color } of ends) {
    if (plot.series[series]?.show === false) continue;
    const column = plot.data[series];
    const last = column?.findLastIndex((value: number | null | undefined) => value != null) ?? -1;
    const [x, y] = [plot.data[0][last], column?.[last]];
    if (x == null || y == null) continue;
    const [left, top] = [plot.valToPos(x, "x", true), plot.valToPos(y, "y", true)];
    const { bbox, ctx } = plot;
    if (left < bbox.left || left > bbox.left + bbox.width + ratio) continue;
    ctx.save();
    for (const [radius, fill] of [
      [7, colors.faint(color)],
      [3.5, colors.of(color)],
    ] as const) {
      ctx.fillStyle = fill;
      ctx.beginPath();
      ctx.arc(left, top, radius * ratio, 0, 2 * Math.PI);
      ctx.fill();
    }
    ctx.restore();
  }
}
