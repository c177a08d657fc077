import { closeSync, openSync, writeSync } from "node:fs";

export type EventBody = { readonly type: string } & Record<string, unknown>;
const MAX_MESSAGE_CHARACTERS = 100_000;

/** Appends events to a file, a line each, written at once and whole. */
export class EventLog {
  readonly #file: number;
  #sequence = 0;

  constructor(path: string) {
    this.#file = openSync(path, "a");
  }

  write(body: EventBody): void {
    this.#sequence += 1;
    const event = { v: 1, seq: this.#sequence, time: new Date().toISOString(), ...body };
    const bytes = Buffer.from(`${JSON.stringify(event)}\n`);
    let written = 0;
    while (written < bytes.length) written += writeSync(this.#file, bytes, written);
  }

  log(level: "info" | "warn" | "error", message: string): void {
    this.write({ type: "log", level, message: message.slice(0, MAX_MESSAGE_CHARACTERS) });
  }

  close(): void {
    closeSync(this.#file);
  }
}
