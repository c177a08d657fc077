import { existsSync, readFileSync } from "node:fs";

const LOOK_EVERY_MS = 20;

/** Whether someone asked to save and exit: by the stop file, or by SIGTERM. */
export class StopRequest {
  readonly #path: string | null;
  #signalled = false;
  #seen = false;
  #lookedAtMs = 0;

  constructor(path: string | null) {
    this.#path = path;
  }

  signal(): void {
    this.#signalled = true;
  }

  /** Cheap enough to be called at every turn: looks at the file system only every so often. */
  isAsked(nowMs: number): boolean {
    if (this.#signalled || this.#seen) return true;
    if (this.#path === null || nowMs - this.#lookedAtMs < LOOK_EVERY_MS) return false;
    this.#lookedAtMs = nowMs;
    this.#seen = existsSync(this.#path);
    return this.#seen;
  }

  /** Null when the request came as a signal, or says nothing readable. */
  haltId(): string | null {
    if (this.#path === null) return null;
    try {
      const id = (JSON.parse(readFileSync(this.#path, "utf8")) as { halt_id?: unknown }).halt_id;
      return typeof id === "string" ? id : null;
    } catch {
      return null;
    }
  }
}
