import type { ArenaClient, LogsMessage } from "@arena/sdk";
import { followPanel } from "./follow-panel.ts";
import { FrameSignal } from "./frame-signal.ts";
import { LogBuffer } from "./log-buffer.ts";
import { LOADING, type PanelState } from "./panel-state.ts";

const PAGE_LINES = 1_000;

/** The log of a run, live. */
export class RunLogs {
  readonly buffer: LogBuffer;
  readonly #runId: string;
  readonly #frame = new FrameSignal(() => (this.version += 1));
  #client: ArenaClient | null = null;
  #stop: (() => void) | null = null;

  version = $state(0);
  panel = $state.raw<PanelState>(LOADING);
  readingOlder = $state(false);

  constructor(runId: string, capacity?: number) {
    this.#runId = runId;
    this.buffer = new LogBuffer(capacity);
  }

  follow(client: ArenaClient): () => void {
    this.#client = client;
    this.refresh();
    return () => {
      this.#stop?.();
      this.#frame.cancel();
    };
  }

  /** Reads from the server again, and goes on from there. */
  refresh(): void {
    const client = this.#client;
    if (!client) return;
    this.#stop?.();
    this.#stop = followPanel<LogsMessage>({
      open: (signal) => client.watchLogs(this.#runId, { signal }),
      receive: ({ snapshot, events }) => {
        if (snapshot) this.buffer.load(snapshot);
        this.buffer.append(events);
        this.#frame.ask();
      },
      show: (state) => (this.panel = state),
    });
  }

  /** Reads the lines before the oldest that is shown. */
  async readOlder(): Promise<void> {
    const first = this.buffer.lines[0]?.sequence ?? 1;
    if (!this.#client || first <= 1 || this.readingOlder) return;
    this.readingOlder = true;
    try {
      const afterSequence = Math.max(0, first - 1 - PAGE_LINES);
      const lines = await this.#client.runLogs({
        id: this.#runId,
        afterSequence,
        first: Math.min(PAGE_LINES, first - 1),
      });
      this.buffer.prepend(lines);
      this.version += 1;
    } finally {
      this.readingOlder = false;
    }
  }
}
