/** The four states of a panel: `ready` shows content, or says that there is none. */
export type PanelState =
  | { readonly kind: "loading" }
  | { readonly kind: "ready" }
  | { readonly kind: "failed"; readonly message: string; readonly requestId: string | null };

export const LOADING: PanelState = { kind: "loading" };
export const READY: PanelState = { kind: "ready" };

/** What a failed read shows. */
export function failedState(error: unknown): PanelState {
  const message = error instanceof Error ? error.message : "It could not be read.";
  const requestId = error instanceof Error && "requestId" in error ? (error.requestId as string | null) : null;
  return { kind: "failed", message, requestId };
}
