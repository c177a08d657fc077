import { closeSync, openSync, writeFileSync, writeSync } from "node:fs";

export const HEARTBEAT_INTERVAL_MS = 1_000;

/**
 * Says on a shared directory that this launcher lives. Written in place, never renamed: a network file system shows new
 * contents of a file at its next opening, but may show for a minute what a name stood for before.
 */
export class Heartbeat {
  readonly #path: string;
  readonly #timer: NodeJS.Timeout;
  #count = 0;

  constructor(path: string) {
    this.#path = path;
    writeFileSync(path, this.#text(), { mode: 0o600 });
    this.#timer = setInterval(() => this.#beat(), HEARTBEAT_INTERVAL_MS);
  }

  dispose(): void {
    clearInterval(this.#timer);
  }

  #beat(): void {
    this.#count += 1;
    try {
      const descriptor = openSync(this.#path, "r+");
      try {
        writeSync(descriptor, this.#text(), 0);
      } finally {
        closeSync(descriptor);
      }
    } catch (error) {
      // A full or absent disk must not end the launcher: the trainer is its to end.
      process.stderr.write(`heartbeat: ${(error as Error).message}\n`);
    }
  }

  /** Of one length, so that nothing has to be cut. */
  #text(): string {
    return `${String(this.#count).padStart(12, "0")} ${new Date().toISOString()}\n`;
  }
}
