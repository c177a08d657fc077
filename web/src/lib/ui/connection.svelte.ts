import { createSubscriber } from "svelte/reactivity";
import { browserClient } from "../graphql/browser-client.ts";
import { now } from "./now.svelte.ts";

/** Whether live changes arrive, for everything on the page that says so. */
class Connection {
  /** The browser knows at once that it has no network; a socket finds out only when it waits in vain. */
  #offlineSince: number | null = null;
  #lostSince: number | null = null;
  readonly #subscribe = createSubscriber((update) => {
    const look = (): void => {
      this.#offlineSince = navigator.onLine ? null : (this.#offlineSince ?? Date.now());
      update();
    };
    addEventListener("offline", look);
    addEventListener("online", look);
    const forget = browserClient().onConnectionChange(({ downSince }) => {
      this.#lostSince = downSince;
      // The first answer comes while whoever asks is being drawn.
      queueMicrotask(update);
    });
    queueMicrotask(look);
    return () => {
      forget();
      removeEventListener("offline", look);
      removeEventListener("online", look);
    };
  });

  /** Since when nothing new has arrived; null while all is well. */
  get downSince(): number | null {
    this.#subscribe();
    return this.#offlineSince ?? this.#lostSince;
  }

  /** Up to when what is shown is known: a duration that ticks past it would claim that the run still does. */
  get knownUntilMs(): number {
    return this.downSince ?? now.ms;
  }
}

export const connection = new Connection();
