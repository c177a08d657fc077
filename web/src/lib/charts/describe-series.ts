import { formatCount } from "../runs/format-number.ts";

export interface SeriesDescription {
  readonly current: number | null;
  readonly minimum: number | null;
  readonly maximum: number | null;
  /** A sentence: "Rising over the last 5 evaluations". */
  readonly trend: string;
  /** Id of the curve that is meant, to be named where several are drawn. */
  readonly of?: string;
}

interface Describable {
  readonly steps: readonly number[];
  readonly values: readonly (number | null)[];
  readonly current: number | null;
  readonly minimum: number | null;
  readonly maximum: number | null;
}

/** A change of less than this share of the whole range is none. */
const FLAT_SHARE = 0.03;

/** What a curve shows, in words. `few` names the points of a metric that has few (evaluations). */
export function describeSeries(series: Describable, few: string | null = null): SeriesDescription {
  const { current, minimum, maximum } = series;
  return { current, minimum, maximum, trend: trendOf(series, few) };
}

/** The text alternative of a chart. `name` is the curve's that is meant, where there are several. */
export function summaryText(
  title: string,
  name: string | null,
  { current, minimum, maximum, trend }: SeriesDescription,
  format: (value: number | null) => string,
): string {
  const subject = name === null ? title : `${title}, ${name}`;
  return `${subject}: now ${format(current)}, minimum ${format(minimum)}, maximum ${format(maximum)}. ${trend}.`;
}

function trendOf(series: Describable, few: string | null): string {
  const points = series.steps.flatMap((step, index) => {
    const value = series.values[index];
    return value == null ? [] : [{ step, value }];
  });
  const recent = points.slice(-Math.max(2, few ? 5 : Math.ceil(points.length / 5)));
  if (points.length < 3 || recent.length < 2) return "Too few points for a trend";
  const direction = directionOf(recent, (series.maximum ?? 0) - (series.minimum ?? 0));
  if (few) return `${direction} over the last ${recent.length} ${few}`;
  const span = recent.at(-1)!.step - recent[0]!.step;
  return `${direction} over the last ${formatCount(roundedSteps(span))} steps`;
}

/** From the line of least squares through the points, against the whole range. */
function directionOf(points: readonly { step: number; value: number }[], range: number): string {
  const count = points.length;
  const middleStep = points.reduce((sum, point) => sum + point.step, 0) / count;
  const middleValue = points.reduce((sum, point) => sum + point.value, 0) / count;
  let [above, below] = [0, 0];
  for (const { step, value } of points) {
    above += (step - middleStep) * (value - middleValue);
    below += (step - middleStep) ** 2;
  }
  const change = below === 0 ? 0 : (above / below) * (points.at(-1)!.step - points[0]!.step);
  if (range === 0 || Math.abs(change) < FLAT_SHARE * range) return "Flat";
  return change > 0 ? "Rising" : "Falling";
}

function roundedSteps(steps: number): number {
  const grain = 10 ** Math.max(0, Math.floor(Math.log10(Math.max(1, steps))) - 1);
  return Math.round(steps / grain) * grain;
}
