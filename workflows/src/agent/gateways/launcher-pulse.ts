import { readFileSync } from "node:fs";
import { HEARTBEAT_INTERVAL_MS } from "../../launcher/heartbeat.ts";

const STALE_AFTER_MS = 5 * HEARTBEAT_INTERVAL_MS;

/** Whether a launcher on another machine is heard. By changes seen here, on this machine's clock: no two agree. */
export class LauncherPulse {
  readonly #path: string;
  #last: string | null = null;
  #changedAt = performance.now();

  constructor(path: string) {
    this.#path = path;
  }

  heard(): boolean {
    const text = readText(this.#path);
    const now = performance.now();
    if (text !== null && text !== this.#last) {
      this.#last = text;
      this.#changedAt = now;
    }
    return now - this.#changedAt <= STALE_AFTER_MS;
  }
}

function readText(path: string): string | null {
  try {
    return readFileSync(path, "latin1");
  } catch {
    return null;
  }
}
