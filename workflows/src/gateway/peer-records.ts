import type pg from "pg";
import { open, type Keyring } from "@arena/database/sealed";

export const KEYS = "FROM cluster_key k JOIN resource_class c ON c.id = k.resource_class_id";
export const IS_VALID = "(k.revoked_at IS NULL AND c.deleted_at IS NULL)";
export const KEY_HASH = "hashtextextended(k.id::text, 0)";

export interface GatewayKeys {
  readonly publicKey: string;
  readonly privateKey: string;
}

export interface PeersDigest {
  /** Another text whenever the set of valid keys is another one. */
  readonly text: string;
  /** When it was made, by the database's clock. */
  readonly at: string;
}

/** Null as long as the seed has not made the row. */
export async function readGatewayKeys(pool: pg.Pool, keyring: Keyring): Promise<GatewayKeys | null> {
  const { rows } = await pool.query<{ publicKey: string; sealed: string }>(
    `SELECT public_key AS "publicKey", private_key_sealed AS sealed FROM gateway`,
  );
  const row = rows[0];
  if (row === undefined) return null;
  return { publicKey: row.publicKey, privateKey: open(keyring, row.sealed, "gateway/private_key") };
}

/** The database adds it up, so that looking every second is cheap. */
export async function digestOfPeers(pool: pg.Pool): Promise<PeersDigest> {
  const { rows } = await pool.query<PeersDigest>(
    `SELECT count(*) || ' ' || coalesce(bit_xor(${KEY_HASH}), 0) AS text, now()::text AS at ${KEYS} WHERE ${IS_VALID}`,
  );
  const [digest] = rows;
  if (digest === undefined) throw new Error("the database gave no digest");
  return digest;
}

export async function storeHandshakes(pool: pg.Pool, secondsById: ReadonlyMap<string, number>): Promise<void> {
  await pool.query(
    `UPDATE cluster_key k SET last_handshake_at = to_timestamp(seen.seconds)
     FROM unnest($1::uuid[], $2::float8[]) AS seen (id, seconds) WHERE k.id = seen.id`,
    [[...secondsById.keys()], [...secondsById.values()]],
  );
}

/** Each leaves its activity record: a Manager may ask why a key of theirs stopped working. */
export async function revokeReplacedKeys(pool: pg.Pool, ids: readonly string[]): Promise<void> {
  await pool.query(
    `WITH revoked AS (
       UPDATE cluster_key SET revoked_at = now() WHERE id = ANY($1::uuid[]) AND revoked_at IS NULL
       RETURNING resource_class_id, generation, host(tunnel_address) AS address
     )
     INSERT INTO activity_record (id, organization_id, person_id, action, subject_type, subject_id, after, via)
     SELECT gen_random_uuid(), c.organization_id, NULL, 'resource_class.revoke_replaced_keys', 'ResourceClass', c.id,
       jsonb_build_object('generation', generation, 'tunnelAddress', address), 'SYSTEM'
     FROM revoked JOIN resource_class c ON c.id = resource_class_id`,
    [ids],
  );
}

export async function reportGateway(pool: pg.Pool, applied: boolean, fault: string | null): Promise<void> {
  await pool.query("UPDATE gateway SET applied_at = CASE WHEN $1 THEN now() ELSE applied_at END, fault = $2", [
    applied,
    fault,
  ]);
}
