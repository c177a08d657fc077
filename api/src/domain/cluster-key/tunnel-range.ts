import type pg from "pg";
import { LimitError } from "../errors.ts";

const CIDR = /^(\d{1,3}(?:\.\d{1,3}){3})\/(\d{1,2})$/;
/** Room for the gateway and at least one cluster. */
const LONGEST_PREFIX = 29;
const SHORTEST_PREFIX = 8;

/** Throws one sentence when it is no IPv4 network in CIDR notation, as `172.24.0.0/16`. */
export function checkTunnelRange(text: string): string {
  const [, address = "", length = ""] = CIDR.exec(text) ?? [];
  const octets = address.split(".").map(Number);
  const prefix = Number(length);
  const wanted = `it takes an IPv4 network such as 172.24.0.0/16, between /${SHORTEST_PREFIX} and /${LONGEST_PREFIX}`;
  if (octets.length !== 4 || octets.some((octet) => octet > 255))
    throw new Error(`The tunnel range is "${text}"; ${wanted}`);
  if (prefix < SHORTEST_PREFIX || prefix > LONGEST_PREFIX) throw new Error(`The tunnel range is "${text}"; ${wanted}`);
  if (numberOf(address) % 2 ** (32 - prefix) !== 0)
    throw new Error(`The tunnel range "${text}" has bits set behind its prefix`);
  return text;
}

const numberOf = (address: string): number => address.split(".").reduce((sum, octet) => sum * 256 + Number(octet), 0);

/** Of addresses that were given while the range was another one, the gateway takes none. */
export function isInRange(address: string, range: string): boolean {
  const [network = "", length = ""] = range.split("/");
  const size = 2 ** (32 - Number(length));
  return Math.floor(numberOf(address) / size) === Math.floor(numberOf(network) / size);
}

/** The first address of the range. */
export function gatewayAddress(range: string): string {
  const octets = range.split("/")[0]!.split(".").map(Number);
  return [...octets.slice(0, 3), octets[3]! + 1].join(".");
}

/**
 * An address that was never given before. The lock of the gateway's row makes those who ask at once wait for each
 * other, and rows of keys are never deleted, so the highest one given is known.
 */
export async function nextTunnelAddress(client: pg.PoolClient, range: string): Promise<string> {
  const { rowCount } = await client.query("SELECT FROM gateway FOR UPDATE");
  if (rowCount !== 1) throw new Error("The gateway has no row; the seed makes it");
  const { rows } = await client.query<{ address: string; isFree: boolean }>(
    `SELECT host(next) AS address, next < host(broadcast($1::cidr))::inet AS "isFree"
     FROM (SELECT coalesce(max(tunnel_address), host($1::cidr)::inet + 1) + 1 AS next FROM cluster_key WHERE tunnel_address << $1::cidr) AS highest`,
    [range],
  );
  const { address, isFree } = rows[0]!;
  if (!isFree) throw new LimitError(`All addresses of the tunnel range ${range} have been given.`);
  return address;
}
