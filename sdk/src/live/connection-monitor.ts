/** Whether changes arrive: null while they do, else since when they do not (UTC milliseconds). */
export interface ConnectionState {
  readonly downSince: number | null;
}

/** Shared by all that a client follows; tells its listeners only of changes. */
export class ConnectionMonitor {
  #state: ConnectionState = { downSince: null };
  #followers = 0;
  readonly #listeners = new Set<(state: ConnectionState) => void>();

  get state(): ConnectionState {
    return this.#state;
  }

  /** Something is followed from now on; returns how to say that it is not any more. */
  enter(): () => void {
    this.#followers += 1;
    return () => {
      this.#followers -= 1;
      // Nobody is left who could find that the server is back.
      if (this.#followers === 0) this.up();
    };
  }

  up(): void {
    if (this.#state.downSince !== null) this.#change({ downSince: null });
  }

  down(): void {
    if (this.#state.downSince === null) this.#change({ downSince: Date.now() });
  }

  /** Calls at once with the present state; returns how to stop listening. */
  listen(listener: (state: ConnectionState) => void): () => void {
    this.#listeners.add(listener);
    listener(this.#state);
    return () => this.#listeners.delete(listener);
  }

  #change(state: ConnectionState): void {
    this.#state = state;
    for (const listener of this.#listeners) listener(state);
  }
}
