import { createHmac } from "node:crypto";
import type { BundleInput } from "./bundle-input.ts";

/** The cluster's own token, with which its Ray nodes know each other: made of the agent's, so that it lasts as long. */
export function rayAuthToken({ keys, slug }: BundleInput): string {
  return createHmac("sha256", keys.agentToken).update(`arena/ray-auth/${slug}`).digest("hex");
}
