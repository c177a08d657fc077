export interface TunnelRange {
  /** As given, such as `172.24.0.0/16`. */
  readonly text: string;
  readonly prefixLength: number;
  /** The first host. */
  readonly gatewayAddress: string;
}

const CIDR = /^(\d{1,3}(?:\.\d{1,3}){3})\/(\d{1,2})$/;
const SHORTEST_PREFIX = 8;
const LONGEST_PREFIX = 29;

/** Throws one sentence when it is no IPv4 network that has room for the gateway and a cluster. */
export function parseTunnelRange(text: string): TunnelRange {
  const [, address = "", length = ""] = CIDR.exec(text) ?? [];
  const first = toNumber(address);
  const prefixLength = Number(length);
  if (first === null || prefixLength < SHORTEST_PREFIX || prefixLength > LONGEST_PREFIX)
    throw new Error(
      `The tunnel range is "${text}"; it takes an IPv4 network such as 172.24.0.0/16, between /${SHORTEST_PREFIX} and /${LONGEST_PREFIX}`,
    );
  if (first % 2 ** (32 - prefixLength) !== 0)
    throw new Error(`The tunnel range "${text}" has bits set behind its prefix`);
  return { text, prefixLength, gatewayAddress: toText(first + 1) };
}

/** Whether a network (or a single address, without a prefix) lies in the range, or is the range itself. */
export function isWithin(range: TunnelRange, network: string): boolean {
  const [address = "", length = "32"] = network.split("/");
  const number = toNumber(address);
  if (number === null || Number(length) < range.prefixLength) return false;
  const size = 2 ** (32 - range.prefixLength);
  return Math.floor(number / size) === Math.floor((toNumber(range.gatewayAddress) ?? 0) / size);
}

function toNumber(address: string): number | null {
  const octets = address.split(".").map(Number);
  if (octets.length !== 4 || octets.some((octet) => !(octet >= 0 && octet <= 255))) return null;
  return octets.reduce((sum, octet) => sum * 256 + octet, 0);
}

function toText(number: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(number / 2 ** shift) % 256).join(".");
}
