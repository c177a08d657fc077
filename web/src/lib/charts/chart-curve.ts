import type { CurvePoints } from "./align-curves.ts";

/** A curve of a chart: one metric of one run. */
export interface ChartCurve extends CurvePoints {
  readonly id: string;
  readonly label: string;
  /** A token: `--c2`. A run keeps its colour on every chart. */
  readonly color: string;
  /** Its newest point is marked: the run goes on. */
  readonly live: boolean;
}

/** A vertical line at a step, with its word: where a run was resumed. */
export interface ChartMark {
  readonly step: number;
  readonly label: string;
}

export interface StepRange {
  readonly from: number;
  readonly to: number;
}

/** What the reader chose for all charts of a page. */
export interface ChartView {
  readonly axis: "step" | "time";
  readonly log: boolean;
  /** 0 leaves curves as they are. */
  readonly smoothing: number;
  readonly zoom: StepRange | null;
}
