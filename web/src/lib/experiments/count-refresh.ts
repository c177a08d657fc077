import { invalidate } from "$app/navigation";

const COUNTS_MS = 1_000;

/** Reads the counts by status (rail, chips) anew after changes, at most once a second. */
export class CountRefresh {
  #timer: ReturnType<typeof setTimeout> | undefined;

  ask = (): void => {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      void invalidate("arena:viewer");
    }, COUNTS_MS);
  };

  cancel(): void {
    clearTimeout(this.#timer);
  }
}
