import type { ClusterLogLine, InstallMessage } from "@arena/sdk";
import { SvelteMap } from "svelte/reactivity";
import { browserClient } from "#lib/graphql/browser-client.ts";
import { failedState, LOADING, READY, type PanelState } from "#lib/runs/panel-state.ts";
import { appendLines, MOST_LINES, type LogEvent } from "./log-tail.ts";

const FIRST_LINES = 200;

export interface HostLog {
  readonly panel: PanelState;
  readonly lines: readonly ClusterLogLine[];
  /** There may be earlier ones, and they may be read. */
  readonly hasEarlier: boolean;
  readonly isReading: boolean;
}
const UNREAD: HostLog = { panel: LOADING, lines: [], hasEarlier: false, isReading: false };

/** What the stages of an operation say, of the hosts that somebody looks at. */
export class HostLogs {
  readonly #operationId: string;
  readonly #logs = new SvelteMap<number, HostLog>();
  /** What came while a log was read: the answer may have it, or not. */
  readonly #meanwhile: Record<number, LogEvent[]> = {};

  constructor(operationId: string) {
    this.#operationId = operationId;
  }

  of(position: number): HostLog {
    return this.#logs.get(position) ?? UNREAD;
  }

  async read(position: number, last = FIRST_LINES): Promise<void> {
    if (this.of(position).isReading) return;
    this.#put(position, { isReading: true });
    this.#meanwhile[position] = [];
    try {
      const read = (await browserClient().clusterHostLog(this.#operationId, last)).get(position) ?? [];
      const lines = (this.#meanwhile[position] ?? []).reduce(appendLines, read);
      this.#put(position, { panel: READY, lines, hasEarlier: read.length >= last && last < MOST_LINES });
    } catch (error) {
      this.#put(position, { panel: failedState(error) });
    }
    delete this.#meanwhile[position];
    this.#put(position, { isReading: false });
  }

  readEarlier(position: number): Promise<void> {
    return this.read(position, MOST_LINES);
  }

  /** After a gap in what came. */
  readAgain(): void {
    for (const [position, { lines }] of this.#logs) void this.read(position, Math.max(FIRST_LINES, lines.length));
  }

  append(events: InstallMessage["events"]): void {
    for (const { kind, position, stage, lines, at } of events) {
      if (kind !== "LOG" || position === null || stage === null) continue;
      const event = { stage, lines, at };
      this.#meanwhile[position]?.push(event);
      const log = this.#logs.get(position);
      if (log?.panel.kind === "ready") this.#put(position, { lines: appendLines(log.lines, event) });
    }
  }

  #put(position: number, change: Partial<HostLog>): void {
    this.#logs.set(position, { ...this.of(position), ...change });
  }
}
