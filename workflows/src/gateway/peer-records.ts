import type pg from "pg";
import { open, type Keyring } from "@arena/database/sealed";
import { isWireguardKey, type Peer } from "./peer.ts";
import { isWithin, type TunnelRange } from "./tunnel-range.ts";

export interface GatewayKeys {
  readonly publicKey: string;
  readonly privateKey: string;
}

export interface WantedPeers {
  /** By public key. */
  readonly peers: ReadonlyMap<string, Peer>;
  /** When a peer was last heard of, as the database has it: seconds since 1970, by the key's id. */
  readonly handshakes: ReadonlyMap<string, number>;
  /** Rows that cannot be a peer, each as a sentence. */
  readonly faults: readonly string[];
}

interface Row {
  readonly id: string;
  readonly resourceClassId: string;
  readonly generation: number;
  readonly publicKey: string;
  readonly tunnelAddress: string;
  readonly handshakeSeconds: number | null;
}

const VALID = `FROM cluster_key k JOIN resource_class c ON c.id = k.resource_class_id
  WHERE k.revoked_at IS NULL AND c.deleted_at IS NULL`;

/** Null as long as the seed has not made the row. */
export async function readGatewayKeys(pool: pg.Pool, keyring: Keyring): Promise<GatewayKeys | null> {
  const { rows } = await pool.query<{ publicKey: string; sealed: string }>(
    `SELECT public_key AS "publicKey", private_key_sealed AS sealed FROM gateway`,
  );
  const row = rows[0];
  if (row === undefined) return null;
  return { publicKey: row.publicKey, privateKey: open(keyring, row.sealed, "gateway/private_key") };
}

/** Another text whenever the set of valid keys is another one. The database adds it up, so that looking is cheap. */
export async function digestOfPeers(pool: pg.Pool): Promise<string> {
  const { rows } = await pool.query<{ digest: string }>(
    `SELECT count(*) || ' ' || coalesce(bit_xor(hashtextextended(k.id::text, 0)), 0) AS digest ${VALID}`,
  );
  return rows[0]?.digest ?? "";
}

/** Secrets are asked for and opened once for each key. */
export function createPeerReader(
  pool: pg.Pool,
  keyring: Keyring,
  range: TunnelRange,
): { read(): Promise<WantedPeers> } {
  let presharedKeys = new Map<string, string>();
  async function openNew(rows: readonly Row[]): Promise<void> {
    const unknown = rows.map(({ id }) => id).filter((id) => !presharedKeys.has(id));
    if (unknown.length === 0) return;
    const sealed = await pool.query<{ id: string; sealed: string }>(
      "SELECT id, preshared_key_sealed AS sealed FROM cluster_key WHERE id = ANY($1::uuid[])",
      [unknown],
    );
    for (const { id, sealed: text } of sealed.rows) {
      const opened = openOrNull(keyring, text, id);
      if (opened !== null) presharedKeys.set(id, opened);
    }
  }
  return {
    async read() {
      const { rows } = await pool.query<Row>(
        `SELECT k.id, k.resource_class_id AS "resourceClassId", k.generation, k.public_key AS "publicKey",
           host(k.tunnel_address) AS "tunnelAddress", extract(epoch FROM k.last_handshake_at)::float8 AS "handshakeSeconds"
         ${VALID} ORDER BY k.tunnel_address`,
      );
      await openNew(rows);
      const valid = new Set(rows.map(({ id }) => id));
      presharedKeys = new Map([...presharedKeys].filter(([id]) => valid.has(id)));
      return wantedPeers(rows, presharedKeys, range);
    },
  };
}

function openOrNull(keyring: Keyring, sealed: string, id: string): string | null {
  try {
    return open(keyring, sealed, `cluster_key/${id}/preshared_key`);
  } catch {
    return null;
  }
}

function wantedPeers(
  rows: readonly Row[],
  presharedKeys: ReadonlyMap<string, string>,
  range: TunnelRange,
): WantedPeers {
  const peers = new Map<string, Peer>();
  const handshakes = new Map<string, number>();
  const faults: string[] = [];
  for (const { handshakeSeconds, ...row } of rows) {
    const presharedKey = presharedKeys.get(row.id);
    const fault = faultOf(row, presharedKey, range);
    if (fault === null && presharedKey !== undefined) peers.set(row.publicKey, { ...row, presharedKey });
    else faults.push(`Generation ${row.generation} of resource class ${row.resourceClassId} ${fault}.`);
    if (handshakeSeconds !== null) handshakes.set(row.id, handshakeSeconds);
  }
  return { peers, handshakes, faults };
}

/** One bad row must not make the configuration unreadable for all the others. */
function faultOf(
  row: Omit<Row, "handshakeSeconds">,
  presharedKey: string | undefined,
  range: TunnelRange,
): string | null {
  if (presharedKey === undefined) return "has a pre-shared key that the encryption keys do not open";
  if (!isWireguardKey(row.publicKey) || !isWireguardKey(presharedKey)) return "has a key that WireGuard does not take";
  if (!isWithin(range, row.tunnelAddress) || row.tunnelAddress === range.gatewayAddress)
    return `has the address ${row.tunnelAddress}, which is not of the tunnel range ${range.text}: rotate its keys`;
  return null;
}

export async function storeHandshakes(pool: pg.Pool, secondsById: ReadonlyMap<string, number>): Promise<void> {
  await pool.query(
    `UPDATE cluster_key k SET last_handshake_at = to_timestamp(seen.seconds)
     FROM unnest($1::uuid[], $2::float8[]) AS seen (id, seconds) WHERE k.id = seen.id`,
    [[...secondsById.keys()], [...secondsById.values()]],
  );
}

export async function revokeKeys(pool: pg.Pool, ids: readonly string[]): Promise<void> {
  await pool.query("UPDATE cluster_key SET revoked_at = now() WHERE id = ANY($1::uuid[]) AND revoked_at IS NULL", [
    ids,
  ]);
}

export async function reportGateway(pool: pg.Pool, applied: boolean, fault: string | null): Promise<void> {
  await pool.query("UPDATE gateway SET applied_at = CASE WHEN $1 THEN now() ELSE applied_at END, fault = $2", [
    applied,
    fault,
  ]);
}
