import { failedState, LOADING, READY, type PanelState } from "./panel-state.ts";

/** A stream that says nothing this long has failed for whoever waits; it is followed on all the same. */
const SILENT_MS = 8_000;

export interface FollowPanel<Message> {
  readonly open: (signal: AbortSignal) => AsyncIterable<Message>;
  readonly receive: (message: Message) => void;
  readonly show: (state: PanelState) => void;
}

/** Follows a live read into a panel: loading until the first message, then content; returns how to stop. */
export function followPanel<Message>({ open, receive, show }: FollowPanel<Message>): () => void {
  const stopping = new AbortController();
  show(LOADING);
  const silent = setTimeout(() => show(failedState(new Error("The server does not send anything."))), SILENT_MS);
  void (async () => {
    try {
      for await (const message of open(stopping.signal)) {
        if (stopping.signal.aborted) return;
        clearTimeout(silent);
        receive(message);
        show(READY);
      }
    } catch (error) {
      if (!stopping.signal.aborted) show(failedState(error));
    } finally {
      clearTimeout(silent);
    }
  })();
  return () => {
    clearTimeout(silent);
    stopping.abort();
  };
}
