import type { ArenaClient, MetricsMessage } from "@arena/sdk";
import type { StepRange } from "../charts/chart-curve.ts";
import { MetricStore } from "../charts/metric-store.ts";
import type { StepClock } from "../charts/step-clock.ts";
import { followPanel } from "./follow-panel.ts";
import { FrameSignal } from "./frame-signal.ts";
import { LOADING, type PanelState } from "./panel-state.ts";
import type { RunDetail } from "./sdk-run.ts";
import { hasEnded } from "./sdk-run.ts";

const SNAPSHOT_POINTS = 2_000;
const ZOOM_POINTS = 4_000;

/** The curves of a run, live, with those of the run that it was resumed from. */
export class RunMetrics {
  readonly own = new MetricStore();
  readonly parent = new MetricStore();
  #ownZoomed: MetricStore | null = null;
  #parentZoomed: MetricStore | null = null;
  readonly #clock: StepClock;
  readonly #frame = new FrameSignal(() => (this.version += 1));
  #client: ArenaClient | null = null;
  #run: RunDetail;
  #zoomRead: AbortController | null = null;

  /** Rises once a frame when there is something new to draw. */
  version = $state(0);
  panel = $state.raw<PanelState>(LOADING);
  zoom = $state.raw<StepRange | null>(null);
  /** A zoom is being read at full resolution. */
  reading = $state(false);

  constructor(run: RunDetail, clock: StepClock) {
    this.#run = run;
    this.#clock = clock;
  }

  /** What is drawn: at full resolution once a zoom has been read. */
  get shownOwn(): MetricStore {
    return this.#ownZoomed ?? this.own;
  }
  get shownParent(): MetricStore {
    return this.#parentZoomed ?? this.parent;
  }

  follow(client: ArenaClient): () => void {
    this.#client = client;
    void this.#readParent();
    const stop = followPanel<MetricsMessage>({
      open: (signal) => client.watchMetrics(this.#run.id, { signal, maxPoints: SNAPSHOT_POINTS }),
      receive: (message) => this.#receive(message),
      show: (state) => (this.panel = state),
    });
    return () => {
      stop();
      this.#zoomRead?.abort();
      this.#frame.cancel();
    };
  }

  #receive({ snapshot, events }: MetricsMessage): void {
    if (snapshot) this.own.load(snapshot);
    for (const { series } of events) {
      this.own.append(series);
      if (this.zoom) this.#ownZoomed?.append(series, this.zoom.from, this.zoom.to);
    }
    if (!hasEnded(this.#run.status) && this.own.lastStep > 0) this.#clock.add(this.own.lastStep, Date.now());
    this.#frame.ask();
  }

  /** Up to the step that the run began at, and not beyond: what came after is another story. */
  async #readParent(): Promise<void> {
    const parentId = this.#run.resumedFrom?.run?.id;
    if (!parentId || !this.#client) return;
    try {
      const to = this.#run.startStep;
      this.parent.load(await this.#client.runMetrics({ id: parentId, to, maxPoints: SNAPSHOT_POINTS }));
      this.#frame.ask();
    } catch {
      // The run's own curves do not depend on it.
    }
  }

  /** Shows a part at full resolution; what is there is drawn at once, until the server's answer comes. */
  async zoomTo(range: StepRange | null): Promise<void> {
    this.#zoomRead?.abort();
    const reading = (this.#zoomRead = new AbortController());
    [this.zoom, this.#ownZoomed, this.#parentZoomed] = [range, null, null];
    this.reading = range !== null;
    this.#frame.ask();
    if (range === null || !this.#client) return;
    try {
      const [own, parent] = await Promise.all([
        this.#readPart(this.#run.id, range.from, range.to),
        this.#readParentPart(range),
      ]);
      if (reading.signal.aborted) return;
      [this.#ownZoomed, this.#parentZoomed] = [own, parent];
    } catch {
      // The coarser curves stay.
    } finally {
      if (!reading.signal.aborted) this.reading = false;
      this.#frame.ask();
    }
  }

  async #readPart(id: string, from: number, to: number): Promise<MetricStore> {
    const store = new MetricStore(ZOOM_POINTS);
    store.load((await this.#client?.runMetrics({ id, from, to, maxPoints: ZOOM_POINTS })) ?? []);
    return store;
  }

  async #readParentPart({ from, to }: StepRange): Promise<MetricStore | null> {
    const parentId = this.#run.resumedFrom?.run?.id;
    if (!parentId || from >= this.#run.startStep) return null;
    return this.#readPart(parentId, from, Math.min(to, this.#run.startStep));
  }

  /** The run as it is now; whether it has ended decides whether points say what time it is. */
  update(run: RunDetail): void {
    this.#run = run;
  }
}
