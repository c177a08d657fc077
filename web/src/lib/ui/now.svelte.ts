import { createSubscriber } from "svelte/reactivity";

/** The clock, ticking once a second while something on the page reads it. */
class Now {
  #ms = Date.now();
  readonly #subscribe = createSubscriber((update) => {
    const timer = setInterval(() => {
      this.#ms = Date.now();
      update();
    }, 1_000);
    return () => clearInterval(timer);
  });

  get ms(): number {
    this.#subscribe();
    return Math.max(this.#ms, typeof window === "undefined" ? Date.now() : this.#ms);
  }
}

export const now = new Now();
