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

/** A dashed line from top to bottom, a wedge on it, and its word at the foot where curves seldom are. */
export function drawMarks(plot: uPlot, marks: readonly DrawnMark[], colors: ChartColors, withWords: boolean): void {
  const { ctx, bbox } = plot;
  const ratio = devicePixelRatio;
  for (const { x, label } of marks) {
    const at = plot.valToPos(x, "x", true);
    if (at < bbox.left || at > bbox.left + bbox.width) continue;
    ctx.save();
    ctx.strokeStyle = colors.of("--line-strong");
    ctx.lineWidth = ratio;
    ctx.setLineDash([3 * ratio, 3 * ratio]);
    ctx.beginPath();
    ctx.moveTo(at, bbox.top);
    ctx.lineTo(at, bbox.top + bbox.height);
    ctx.stroke();
    if (withWords) drawWords(ctx, { at, label, bbox, ratio }, colors);
    ctx.restore();
  }
}

function drawWords(
  ctx: CanvasRenderingContext2D,
  { at, label, bbox, ratio }: { at: number; label: string; bbox: uPlot.BBox; ratio: number },
  colors: ChartColors,
): void {
  ctx.fillStyle = colors.of("--text-3");
  ctx.beginPath();
  ctx.moveTo(at - 4 * ratio, bbox.top);
  ctx.lineTo(at + 4 * ratio, bbox.top);
  ctx.lineTo(at, bbox.top + 6 * ratio);
  ctx.fill();
  ctx.font = `${12 * ratio}px ${getComputedStyle(document.body).fontFamily}`;
  ctx.fillStyle = colors.of("--text-2");
  const room = bbox.left + bbox.width - at;
  const left = room < ctx.measureText(label).width + 12 * ratio;
  ctx.textAlign = left ? "right" : "left";
  ctx.textBaseline = "bottom";
  ctx.fillText(label, at + (left ? -6 : 6) * ratio, bbox.top + bbox.height - 6 * ratio);
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
