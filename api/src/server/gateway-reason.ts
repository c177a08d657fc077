import { askComponent } from "./health.ts";

/** Asks the gateway's own health address; without one there is no gateway, and nothing to say of it. */
export function createGatewayReason(url: string | undefined): () => Promise<string | null> {
  return async () => {
    if (url === undefined) return null;
    const { ready, reason } = await askComponent(url);
    return ready ? (reason ?? null) : "it does not answer.";
  };
}
