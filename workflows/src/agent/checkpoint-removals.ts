import type { CheckpointRemoval } from "../contract/agent-protocol.ts";
import type { Home } from "./home.ts";
import { log } from "./log.ts";
import { removeCheckpoint } from "./remove-checkpoint.ts";

/** Removes what the server names, one after another, and says what is gone. What fails is said again by the server. */
export class CheckpointRemovals {
  readonly #home: Home;
  readonly #onRemoved: (ids: string[]) => void;
  #work: Promise<void> = Promise.resolve();
  #disposed = false;

  constructor(home: Home, onRemoved: (ids: string[]) => void) {
    this.#home = home;
    this.#onRemoved = onRemoved;
  }

  remove(removals: readonly CheckpointRemoval[]): void {
    this.#work = this.#work.then(() => this.#removeAll(removals));
  }

  dispose(): void {
    this.#disposed = true;
  }

  async #removeAll(removals: readonly CheckpointRemoval[]): Promise<void> {
    const removed: string[] = [];
    for (const removal of removals) {
      if (this.#disposed) return;
      try {
        await removeCheckpoint(this.#home.runDirectory(removal.runId), removal);
        removed.push(removal.id);
      } catch (error) {
        log(`checkpoint ${removal.path} of run ${removal.runId} is not removed: ${(error as Error).message}`);
      }
    }
    if (removed.length > 0) this.#onRemoved(removed);
  }
}
