import { startForward, type Forward, type ForwardAddresses } from "./forward.ts";

const ASK_AGAIN_MS = 5_000;
const WILDCARDS = ["0.0.0.0", "::"];

export interface ApiForward {
  allow(addresses: ReadonlySet<string>): void;
  /** Starts it when it does not run; a sentence when it cannot. */
  ensure(): Promise<string | null>;
  close(): Promise<void>;
}

/** The forward to the api, once the tunnel address is there. An api that listens everywhere needs none. */
export function createApiForward(addresses: ForwardAddresses): ApiForward {
  let forward: Forward | null = null;
  let allowed: ReadonlySet<string> = new Set();
  let fault: string | null = null;
  let askAgainAtMs = 0;
  const isNeeded = !WILDCARDS.includes(addresses.targetHost) && addresses.targetHost !== addresses.listenAddress;
  return {
    allow(current) {
      allowed = current;
      forward?.allow(current);
    },
    async ensure() {
      if (!isNeeded || forward !== null || Date.now() < askAgainAtMs) return fault;
      try {
        forward = await startForward(addresses);
        forward.allow(allowed);
        fault = null;
      } catch (error) {
        askAgainAtMs = Date.now() + ASK_AGAIN_MS;
        fault = `Clusters cannot reach the api through their tunnel (${(error as Error).message}).`;
      }
      return fault;
    },
    async close() {
      await forward?.close();
      forward = null;
    },
  };
}
