import type { BundleInput } from "./bundle-input.ts";
import { fillText } from "./deploy-template.ts";
import { endpointOf } from "./endpoint.ts";

/**
 * Only the gateway's own address goes through the tunnel: other clusters are no business of this one, and the range may
 * be one that Docker uses for its bridges.
 */
export function tunnelConfiguration({ keys, gateway }: BundleInput): string {
  return fillText("swarm/tun0.conf", {
    privateKey: keys.privateKey,
    tunnelAddress: `${keys.tunnelAddress}/32`,
    gatewayPublicKey: gateway.publicKey,
    presharedKey: keys.presharedKey,
    endpoint: endpointOf(gateway),
    gatewayTunnelAddress: `${gateway.tunnelAddress}/32`,
  });
}
