import type { ArenaClient, RunMessage } from "@arena/sdk";
import { StepClock } from "../charts/step-clock.ts";
import { RunLogs } from "./run-logs.svelte.ts";
import { RunMetrics } from "./run-metrics.svelte.ts";
import { hasEnded, type RunDetail, type RunEvent } from "./sdk-run.ts";

/** Between two reads of the run after its events, and of one that waits, stops or holds a place: that changes without one. */
const REREAD_MS = 500;
const WAITING_REREAD_MS = 3_000;
/** Of a story that a stream could not replay. */
const MAX_EVENTS = 1_000;

/** Everything a run page shows, kept up to date. Made from what the server rendered; `follow` brings it to life. */
export class RunView {
  readonly clock = new StepClock();
  readonly metrics: RunMetrics;
  readonly logs: RunLogs;
  run = $state.raw() as RunDetail;
  events = $state.raw<readonly RunEvent[]>([]);
  /** Why live changes ended for good, or null. */
  refused = $state<string | null>(null);
  #client: ArenaClient | null = null;
  #reread: ReturnType<typeof setTimeout> | null = null;
  #stopping = new AbortController();

  constructor(run: RunDetail, events: readonly RunEvent[]) {
    this.run = run;
    this.events = events;
    for (const event of events) this.#noteMoment(event);
    if (run.startedAt) this.clock.add(run.startStep, Date.parse(run.startedAt));
    this.metrics = new RunMetrics(run, this.clock);
    this.logs = new RunLogs(run.id);
  }

  /** The newest step that anything has told. */
  get step(): number {
    void this.metrics.version;
    return Math.max(this.run.step, this.metrics.own.lastStep);
  }
  get ended(): boolean {
    return hasEnded(this.run.status);
  }

  follow(client: ArenaClient): () => void {
    this.#client = client;
    this.#stopping = new AbortController();
    this.refused = null;
    const stops = [this.metrics.follow(client), this.logs.follow(client)];
    void this.#followStory(client);
    const waiting = setInterval(() => {
      const { status, heldPlace } = this.run;
      if (status === "PENDING" || status === "STOPPING" || heldPlace !== null) this.refresh();
    }, WAITING_REREAD_MS);
    return () => {
      clearInterval(waiting);
      if (this.#reread !== null) clearTimeout(this.#reread);
      this.#stopping.abort();
      for (const stop of stops) stop();
    };
  }

  /** Past the end too: a receipt may be given its reconciliation later. */
  async #followStory(client: ArenaClient): Promise<void> {
    const { signal } = this.#stopping;
    let after = this.events.at(-1)?.sequence ?? 0;
    try {
      while (!signal.aborted) {
        for await (const message of client.followRun(this.run.id, { signal, afterSequence: after })) {
          after = Math.max(after, message.sequence);
          await this.#receive(client, message);
        }
      }
    } catch (error) {
      // Refused for good, such as after a sign-out: what is shown stays, and says so.
      if (!signal.aborted) this.refused = error instanceof Error ? error.message : "The server refused to go on.";
    }
  }

  async #receive(client: ArenaClient, { snapshot, events }: RunMessage): Promise<void> {
    if (snapshot) {
      this.#show(snapshot);
      this.events = await client.runEvents({ id: this.run.id, first: MAX_EVENTS });
    }
    const last = this.events.at(-1)?.sequence ?? 0;
    const fresh = events.filter((event) => event.sequence > last);
    for (const event of fresh) this.#noteMoment(event);
    if (fresh.length === 0) return;
    this.events = [...this.events, ...fresh];
    this.#showStatus(fresh);
    this.refresh();
  }

  /** A status is shown as soon as it is told; the rest of the run is read right after. */
  #showStatus(events: readonly RunEvent[]): void {
    const last = events.findLast((event) => event.kind === "STATUS");
    if (!last) return;
    const { status, phase, cause } = last.payload as Pick<RunDetail, "status" | "phase" | "cause">;
    this.#show({ ...this.run, status, phase: phase ?? null, cause: cause ?? null });
  }

  /** Reads the run again, soon and not more often than it needs. */
  refresh(afterMs = REREAD_MS): void {
    this.#reread ??= setTimeout(() => {
      this.#reread = null;
      void this.#read();
    }, afterMs);
  }

  async #read(): Promise<void> {
    try {
      const run = await this.#client?.run(this.run.id);
      if (run && !this.#stopping.signal.aborted) this.#show(run);
    } catch {
      // What is shown stays; the next event reads again.
    }
  }

  #show(run: RunDetail): void {
    this.run = run;
    this.metrics.update(run);
  }

  /** The trainer's events say when it was at a step. */
  #noteMoment(event: RunEvent): void {
    const { step } = event.payload as { step?: number };
    if (event.kind.startsWith("trainer.") && typeof step === "number") this.clock.add(step, Date.parse(event.at));
  }
}
