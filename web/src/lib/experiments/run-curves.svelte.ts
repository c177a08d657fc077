import type { ArenaClient, MetricsMessage } from "@arena/sdk";
import type { ChartCurve } from "../charts/chart-curve.ts";
import { describeSeries, type SeriesDescription } from "../charts/describe-series.ts";
import { MetricStore } from "../charts/metric-store.ts";
import { followPanel } from "../runs/follow-panel.ts";
import { FrameSignal } from "../runs/frame-signal.ts";
import { failedState, LOADING, READY, type PanelState } from "../runs/panel-state.ts";

const POINTS = 1_000;
const NOTHING = { steps: [], values: [], current: null, minimum: null, maximum: null };

export interface CurveRun {
  readonly id: string;
  /** Its metrics still grow. */
  readonly live: boolean;
}

/** A few metrics of one run for a small chart: followed while the run goes on, read once when it has ended. */
export class RunCurves {
  panel = $state.raw<PanelState>(LOADING);
  /** Rises once a frame when there is something new to draw. */
  version = $state(0);
  readonly #store = new MetricStore(POINTS);
  readonly #names: readonly string[];
  readonly #frame = new FrameSignal(() => (this.version += 1));

  constructor(names: readonly string[]) {
    this.#names = names;
  }

  /** Starts; returns how to stop. */
  open(client: ArenaClient, run: CurveRun): () => void {
    const stop = run.live ? this.#follow(client, run.id) : this.#readOnce(client, run.id);
    return () => {
      stop();
      this.#frame.cancel();
    };
  }

  curve(name: string, look: Pick<ChartCurve, "label" | "color" | "live"> & { id?: string }): ChartCurve {
    const { steps, values } = this.#series(name);
    return { id: name, ...look, steps, values };
  }

  describe(name: string): SeriesDescription {
    return { ...describeSeries(this.#series(name), name === "fitness" ? "evaluations" : null), of: name };
  }

  #series(name: string) {
    void this.version;
    return this.#store.get(name) ?? NOTHING;
  }

  #follow(client: ArenaClient, runId: string): () => void {
    return followPanel<MetricsMessage>({
      open: (signal) => client.watchMetrics(runId, { signal, names: this.#names, maxPoints: POINTS }),
      receive: ({ snapshot, events }) => {
        if (snapshot) this.#store.load(snapshot);
        for (const { series } of events) this.#store.append(series);
        this.#frame.ask();
      },
      show: (state) => (this.panel = state),
    });
  }

  #readOnce(client: ArenaClient, runId: string): () => void {
    let stopped = false;
    this.panel = LOADING;
    client.runMetrics({ id: runId, names: [...this.#names], maxPoints: POINTS }).then(
      (series) => {
        if (stopped) return;
        this.#store.load(series);
        this.panel = READY;
        this.#frame.ask();
      },
      (error: unknown) => {
        if (!stopped) this.panel = failedState(error);
      },
    );
    return () => (stopped = true);
  }
}
