import { statSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import type { IngestSource } from "../contract/agent-protocol.ts";
import { Backoff } from "./backoff.ts";
import type { IngestClient } from "./ingest-client.ts";
import { LineReader } from "./line-reader.ts";
import { log } from "./log.ts";

export interface TailedFile {
  readonly runId: string;
  readonly source: IngestSource;
  readonly path: string;
}

/** Sends one growing file, in order, from where the server says it is. One batch in flight. */
export class SourceTail {
  readonly #file: TailedFile;
  readonly #client: IngestClient;
  readonly #onComplete: () => void;
  readonly #reader: LineReader;
  readonly #abort = new AbortController();
  readonly #backoff = new Backoff();
  #wakeUp = Promise.withResolvers<void>();
  #running = false;
  /** Rises when the offset is set from outside: an answer to what was sent before says nothing any more. */
  #generation = 0;
  #final = false;
  #complete = false;

  constructor(file: TailedFile, client: IngestClient, onComplete: () => void) {
    this.#file = file;
    this.#client = client;
    this.#onComplete = onComplete;
    this.#reader = new LineReader(file.path);
  }

  /** The server holds all of the file, and the file will not grow. */
  get complete(): boolean {
    return this.#complete;
  }

  startFrom(ackedOffset: number): void {
    this.#rewind(ackedOffset);
    this.#complete = false;
    if (!this.#running) {
      this.#running = true;
      void this.#run();
    }
    this.wake();
  }

  wake(): void {
    this.#wakeUp.resolve();
  }

  /** Nobody writes any more: a last half line is sent too. */
  finish(): void {
    if (this.#final) return;
    this.#final = true;
    this.wake();
  }

  dispose(): void {
    this.#abort.abort();
    this.wake();
  }

  async #run(): Promise<void> {
    while (!this.#abort.signal.aborted) {
      try {
        if (await this.#sendBatch()) continue;
        await this.#wakeUp.promise;
        this.#wakeUp = Promise.withResolvers();
      } catch (error) {
        if (this.#abort.signal.aborted) return;
        log(`${this.#file.source} of run ${this.#file.runId}: ${reasonOf(error)}`);
        await pause(this.#backoff.nextDelayMs(), undefined, { signal: this.#abort.signal }).catch(() => undefined);
      }
    }
  }

  /** False when there is nothing to send now. */
  async #sendBatch(): Promise<boolean> {
    const generation = this.#generation;
    const before = this.#reader.offset;
    const final = this.#final;
    const batch = this.#reader.read(final);
    if (batch === null) {
      if (final) this.#finishAt(before);
      return false;
    }
    try {
      const ackedOffset = await this.#client.post(this.#file.runId, this.#file.source, batch, this.#abort.signal);
      this.#backoff.reset();
      if (generation === this.#generation && ackedOffset !== batch.toOffset) this.#rewind(ackedOffset);
    } catch (error) {
      if (generation === this.#generation) this.#rewind(before);
      throw error;
    }
    return true;
  }

  #finishAt(offset: number): void {
    if (this.#complete || offset < sizeOf(this.#file.path)) return;
    this.#complete = true;
    this.#onComplete();
  }

  #rewind(offset: number): void {
    this.#generation += 1;
    this.#reader.rewind(offset);
  }
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

function reasonOf(error: unknown): string {
  const { message, cause } = error as Error;
  return cause instanceof Error ? `${message}: ${cause.message}` : message;
}
