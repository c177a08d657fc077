import { readdirSync, watch, type FSWatcher } from "node:fs";

/** A lost notification costs at most this. */
export const POLL_INTERVAL_MS = 250;

/**
 * Calls back with the name of each file that changes in a directory, at once by notification, and with null at every
 * poll in case notifications are lost or not to be had.
 */
export class DirectoryWatch {
  readonly #timer: NodeJS.Timeout;
  #watcher: FSWatcher | null = null;

  constructor(directory: string, onChange: (name: string | null) => void) {
    this.#timer = setInterval(() => {
      readAnew(directory);
      onChange(null);
    }, POLL_INTERVAL_MS);
    try {
      this.#watcher = watch(directory, (_kind, name) => onChange(name));
      this.#watcher.on("error", () => this.#watcher?.close());
    } catch {
      this.#watcher = null;
    }
  }

  dispose(): void {
    clearInterval(this.#timer);
    this.#watcher?.close();
  }
}

/** A network file system remembers for up to a minute that a name was not there, until the directory is listed. */
function readAnew(directory: string): void {
  try {
    readdirSync(directory);
  } catch {
    // The next look says what is wrong.
  }
}
