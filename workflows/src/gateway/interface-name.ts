import { createHash } from "node:crypto";

/**
 * At most 15 characters, as Linux wants. Of the data directory and the gateway's key together: two installations of a
 * machine differ in the first, two containers that share the host's network in the second.
 */
export function interfaceName(dataDir: string, gatewayPublicKey: string): string {
  const hash = createHash("sha256").update(`${dataDir}\0${gatewayPublicKey}`).digest("hex");
  return `arena-${hash.slice(0, 8)}`;
}
