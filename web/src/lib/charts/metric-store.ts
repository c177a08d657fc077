import { MetricSeries } from "./metric-series.ts";

export interface MetricColumns {
  readonly name: string;
  readonly steps: readonly number[];
  readonly values: readonly (number | null)[];
}

/** All metrics of one run. Whoever draws asks `version` whether there is something new. */
export class MetricStore {
  readonly #maxPoints: number;
  readonly #series = new Map<string, MetricSeries>();
  #version = 0;

  constructor(maxPoints = 4_000) {
    this.#maxPoints = maxPoints;
  }

  get version(): number {
    return this.#version;
  }
  get names(): readonly string[] {
    return [...this.#series.keys()];
  }
  get lastStep(): number {
    return Math.max(0, ...[...this.#series.values()].map((series) => series.lastStep ?? 0));
  }

  get(name: string): MetricSeries | undefined {
    return this.#series.get(name);
  }

  /** Starts from a snapshot: what was there is gone. */
  load(columns: readonly MetricColumns[]): void {
    this.#series.clear();
    this.append(columns);
  }

  append(columns: readonly MetricColumns[], from = -Infinity, to = Infinity): void {
    for (const { name, steps, values } of columns) {
      let series = this.#series.get(name);
      if (!series) this.#series.set(name, (series = new MetricSeries(this.#maxPoints)));
      const inside = steps.map((step, index) => [step, values[index] ?? null] as const);
      const kept = inside.filter(([step]) => step >= from && step <= to);
      series.append(
        kept.map(([step]) => step),
        kept.map(([, value]) => value),
      );
    }
    this.#version += 1;
  }
}
