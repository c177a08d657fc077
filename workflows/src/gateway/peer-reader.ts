import type pg from "pg";
import { open, type Keyring } from "@arena/database/sealed";
import { isWireguardKey, type Peer } from "./peer.ts";
import { IS_VALID, KEY_HASH, KEYS, type PeersDigest } from "./peer-records.ts";
import { isWithin, type TunnelRange } from "./tunnel-range.ts";

export interface WantedPeers {
  /** By public key. */
  readonly peers: ReadonlyMap<string, Peer>;
  /** When a peer was last heard of, as the database has it: seconds since 1970, by the key's id. */
  readonly handshakes: ReadonlyMap<string, number>;
  /** Rows that cannot be a peer, each as a sentence. */
  readonly faults: readonly string[];
}

interface Row extends Omit<Peer, "presharedKey"> {
  readonly presharedKeySealed: string;
  readonly handshakeSeconds: number | null;
  readonly hash: string;
  readonly isValid: boolean;
}

interface Entry {
  readonly peer: Peer | null;
  readonly fault: string | null;
  readonly handshakeSeconds: number | null;
  readonly hash: bigint;
}

const SELECT = `SELECT k.id, k.resource_class_id AS "resourceClassId", k.generation, k.public_key AS "publicKey",
  k.preshared_key_sealed AS "presharedKeySealed", host(k.tunnel_address) AS "tunnelAddress",
  extract(epoch FROM k.last_handshake_at)::float8 AS "handshakeSeconds", ${KEY_HASH}::text AS hash, ${IS_VALID} AS "isValid"
  ${KEYS}`;

/**
 * The valid keys. Only what changed lately is asked for: the digest tells whether that was all, and otherwise
 * (a transaction took longer than the time that we look back) everything is read.
 */
export class PeerReader {
  readonly #pool: pg.Pool;
  readonly #keyring: Keyring;
  readonly #range: TunnelRange;
  #entries = new Map<string, Entry>();
  #readAt: string | null = null;

  constructor(pool: pg.Pool, keyring: Keyring, range: TunnelRange) {
    this.#pool = pool;
    this.#keyring = keyring;
    this.#range = range;
  }

  async read(digest: PeersDigest): Promise<WantedPeers> {
    if (this.#readAt !== null) await this.#readSince(this.#readAt);
    if (this.#digest() !== digest.text) await this.#readAll();
    this.#readAt = digest.at;
    const entries = [...this.#entries];
    return {
      peers: new Map(entries.flatMap(([, { peer }]) => (peer === null ? [] : [[peer.publicKey, peer] as const]))),
      handshakes: new Map(
        entries.flatMap(([id, { handshakeSeconds }]) => (handshakeSeconds === null ? [] : [[id, handshakeSeconds]])),
      ),
      faults: entries.flatMap(([, { fault }]) => fault ?? []),
    };
  }

  async #readSince(at: string): Promise<void> {
    const { rows } = await this.#pool.query<Row>(
      `${SELECT} WHERE greatest(k.created_at, k.revoked_at, c.deleted_at) > $1::timestamptz - interval '1 minute'`,
      [at],
    );
    for (const row of rows) {
      if (!row.isValid) this.#entries.delete(row.id);
      else if (!this.#entries.has(row.id)) this.#entries.set(row.id, this.#entryOf(row));
    }
  }

  async #readAll(): Promise<void> {
    const { rows } = await this.#pool.query<Row>(`${SELECT} WHERE ${IS_VALID} ORDER BY k.tunnel_address`);
    this.#entries = new Map(rows.map((row) => [row.id, this.#entries.get(row.id) ?? this.#entryOf(row)]));
  }

  /** As the database adds it up. */
  #digest(): string {
    let sum = 0n;
    for (const { hash } of this.#entries.values()) sum ^= hash;
    return `${this.#entries.size} ${sum}`;
  }

  #entryOf({ presharedKeySealed, handshakeSeconds, hash, isValid: _, ...row }: Row): Entry {
    const presharedKey = openOrNull(this.#keyring, presharedKeySealed, row.id);
    const fault = faultOf(row, presharedKey, this.#range);
    return {
      peer: fault === null && presharedKey !== null ? { ...row, presharedKey } : null,
      fault: fault && `Generation ${row.generation} of resource class ${row.resourceClassId} ${fault}.`,
      handshakeSeconds,
      hash: BigInt(hash),
    };
  }
}

function openOrNull(keyring: Keyring, sealed: string, id: string): string | null {
  try {
    return open(keyring, sealed, `cluster_key/${id}/preshared_key`);
  } catch {
    return null;
  }
}

/** One bad row must not make the configuration unreadable for all the others. */
function faultOf(row: Omit<Peer, "presharedKey">, presharedKey: string | null, range: TunnelRange): string | null {
  if (presharedKey === null) return "has a pre-shared key that the encryption keys do not open";
  if (!isWireguardKey(row.publicKey) || !isWireguardKey(presharedKey)) return "has a key that WireGuard does not take";
  if (!isWithin(range, row.tunnelAddress) || row.tunnelAddress === range.gatewayAddress)
    return `has the address ${row.tunnelAddress}, which is not of the tunnel range ${range.text}: rotate its keys`;
  return null;
}
