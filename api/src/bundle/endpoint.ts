import { isIPv6 } from "node:net";
import type { BundleGateway } from "./bundle-input.ts";

/** Addresses of IPv6 have brackets in a URL, from which a host may have been taken. */
export const bareHost = ({ host }: Pick<BundleGateway, "host">): string => host.replace(/^\[(.*)\]$/, "$1");

/** `host:port`, as WireGuard writes it. */
export function endpointOf(gateway: BundleGateway): string {
  const host = bareHost(gateway);
  return `${isIPv6(host) ? `[${host}]` : host}:${gateway.port}`;
}
