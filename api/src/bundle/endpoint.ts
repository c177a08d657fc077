import { isIPv6 } from "node:net";
import type { BundleGateway } from "./bundle-input.ts";

/** `host:port`, as WireGuard writes it. */
export const endpointOf = ({ host, port }: BundleGateway): string => `${isIPv6(host) ? `[${host}]` : host}:${port}`;
