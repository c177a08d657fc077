import type { ArenaClient } from "@arena/sdk";
import { SvelteMap } from "svelte/reactivity";
import type { ChartCurve } from "../charts/chart-curve.ts";
import type { SeriesDescription } from "../charts/describe-series.ts";
import { distinctColors, type ExperimentRow } from "./experiment-row.ts";
import { RunCurves } from "./run-curves.svelte.ts";

/** As many as there are colours. */
export const MOST_COMPARED = 10;
const NOTHING: SeriesDescription = { current: null, minimum: null, maximum: null, trend: "No run is chosen" };

interface Opened {
  readonly curves: RunCurves;
  readonly live: boolean;
  readonly runId: string;
  readonly close: () => void;
}

/** Score and fitness of several experiments' newest runs, on one chart each. Only what is chosen is read. */
export class Comparison {
  readonly #opened = new SvelteMap<string, Opened>();

  /** Opens what is new among the chosen, closes what is not chosen any more, and reopens what has ended. */
  show(client: ArenaClient, chosen: readonly ExperimentRow[]): void {
    const kept = chosen.flatMap((row) => (row.latestRun === null ? [] : [{ row, run: row.latestRun }]));
    for (const [id, opened] of this.#opened) {
      const still = kept.find(({ row }) => row.id === id);
      if (still && still.run.id === opened.runId && isLive(still.row) === opened.live) continue;
      opened.close();
      this.#opened.delete(id);
    }
    for (const { row, run } of kept) {
      if (this.#opened.has(row.id)) continue;
      const curves = new RunCurves(["score", "fitness"]);
      const live = isLive(row);
      this.#opened.set(row.id, { curves, live, runId: run.id, close: curves.open(client, { id: run.id, live }) });
    }
  }

  close(): void {
    for (const { close } of this.#opened.values()) close();
    this.#opened.clear();
  }

  curves(metric: string, chosen: readonly ExperimentRow[]): readonly ChartCurve[] {
    const colors = distinctColors(chosen.map(({ id }) => id));
    return chosen.flatMap((row) => {
      const opened = this.#opened.get(row.id);
      const look = { id: row.id, label: row.name, color: colors.get(row.id) ?? "--c1", live: opened?.live ?? false };
      return opened ? [opened.curves.curve(metric, look)] : [];
    });
  }

  /** Of one experiment's run, which it names. */
  describe(metric: string, id: string | null): SeriesDescription {
    const opened = id === null ? undefined : this.#opened.get(id);
    return opened ? { ...opened.curves.describe(metric), of: id! } : NOTHING;
  }

  failures(chosen: readonly ExperimentRow[]): readonly { name: string; message: string }[] {
    return chosen.flatMap(({ id, name }) => {
      const panel = this.#opened.get(id)?.curves.panel;
      return panel?.kind === "failed" ? [{ name, message: panel.message }] : [];
    });
  }
}

export function isLive({ status }: Pick<ExperimentRow, "status">): boolean {
  return status === "RUNNING" || status === "STOPPING";
}
