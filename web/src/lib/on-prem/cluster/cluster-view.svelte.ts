import type { ClassCluster } from "@arena/sdk";
import { browserClient } from "#lib/graphql/browser-client.ts";
import { failedState, LOADING, READY, type PanelState } from "#lib/runs/panel-state.ts";
import { applyMessage } from "./apply-message.ts";
import { HostLogs } from "./host-logs.svelte.ts";
import { announcement } from "./host-words.ts";
import { isOpen, type Operation } from "./sdk-cluster.ts";

const POLL_MS = 10_000;

/** What the Cluster section of a class shows, kept up to date. */
export class ClusterView {
  panel = $state.raw<PanelState>(LOADING);
  cluster = $state.raw<ClassCluster | null>(null);
  /** The one that is open, or that ended while this was looked at. */
  operation = $state.raw<Operation | null>(null);
  /** Said to whoever listens. */
  spoken = $state("");
  logs = $state.raw<HostLogs | null>(null);
  readonly #classId: string;
  readonly #onchanged: () => void;
  #following: AbortController | null = null;
  #isFollowing = false;
  #reads = 0;

  constructor(classId: string, onchanged: () => void) {
    this.#classId = classId;
    this.#onchanged = onchanged;
  }

  readonly operations = $derived.by(() => {
    const read = this.cluster?.operations ?? [];
    const { operation } = this;
    if (operation === null) return read;
    return read.some(({ id }) => id === operation.id)
      ? read.map((one) => (one.id === operation.id ? operation : one))
      : [operation, ...read];
  });

  /** Until what is returned is called. */
  start(): () => void {
    void this.read();
    // What somebody else orders is found by looking.
    const timer = setInterval(() => {
      if (document.visibilityState === "visible" && !this.#isFollowing) void this.read();
    }, POLL_MS);
    return () => {
      clearInterval(timer);
      this.#following?.abort();
    };
  }

  async read(): Promise<void> {
    const number = (this.#reads += 1);
    try {
      const cluster = await browserClient().classCluster(this.#classId);
      if (number !== this.#reads) return;
      this.cluster = cluster;
      this.panel = cluster === null ? failedState(new Error("The class is gone, or may not be seen.")) : READY;
      const open = cluster?.operations?.find(isOpen);
      if (open !== undefined) this.follow(open);
    } catch (error) {
      if (number === this.#reads) this.panel = failedState(error);
    }
  }

  /** One that was ordered just now, or that is found open. */
  follow(ordered: Operation): void {
    if (this.#isFollowing && this.operation?.id === ordered.id) return;
    this.#following?.abort();
    const following = (this.#following = new AbortController());
    const logs = new HostLogs(ordered.id);
    [this.operation, this.logs, this.spoken] = [ordered, logs, ""];
    void this.#listen(ordered.id, logs, following.signal);
  }

  async #listen(id: string, logs: HostLogs, signal: AbortSignal): Promise<void> {
    this.#isFollowing = true;
    try {
      let isFirst = true;
      for await (const message of browserClient().followInstall(id, { signal })) {
        if (signal.aborted) return;
        const before = this.operation;
        const after = applyMessage(before, message);
        this.operation = after;
        if (after !== null) this.spoken = announcement(before, after) || this.spoken;
        if (message.snapshot !== null && !isFirst) logs.readAgain();
        logs.append(message.events);
        isFirst = false;
      }
      if (signal.aborted) return;
      this.#isFollowing = false;
      this.#onchanged();
      await this.read();
    } catch (error) {
      if (signal.aborted) return;
      // Looked at again with the next poll.
      this.#isFollowing = false;
      this.panel = failedState(error);
    }
  }
}
