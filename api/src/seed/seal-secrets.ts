import type pg from "pg";
import { isOutdated, open, seal, type Keyring } from "@arena/database/sealed";
import { newWireguardPair } from "../domain/cluster-key/wireguard-keys.ts";

const GATEWAY_PLACE = "gateway/private_key";
const KEY_COLUMNS = ["private_key", "preshared_key", "agent_token"] as const;

/** The gateway's own pair, once for ever: it stands in every bundle. */
export async function ensureGateway(client: pg.PoolClient, keyring: Keyring): Promise<void> {
  const { rowCount } = await client.query("SELECT FROM gateway");
  if (rowCount === 1) return;
  const { privateKey, publicKey } = newWireguardPair();
  await client.query("INSERT INTO gateway (public_key, private_key_sealed) VALUES ($1, $2)", [
    publicKey,
    seal(keyring, privateKey, GATEWAY_PLACE),
  ]);
}

/** After a rotation of the encryption key: what an older one sealed is sealed by the newest. Answers how many texts. */
export async function sealAnew(client: pg.PoolClient, keyring: Keyring): Promise<number> {
  let sealedAnew = 0;
  const anew = (sealed: string, place: string): string => {
    if (!isOutdated(keyring, sealed)) return sealed;
    sealedAnew += 1;
    return seal(keyring, open(keyring, sealed, place), place);
  };
  const gateway = await client.query<{ sealed: string }>("SELECT private_key_sealed AS sealed FROM gateway FOR UPDATE");
  for (const { sealed } of gateway.rows)
    await client.query("UPDATE gateway SET private_key_sealed = $1", [anew(sealed, GATEWAY_PLACE)]);
  const keys = await client.query<Record<string, string> & { id: string }>(
    "SELECT id, private_key_sealed, preshared_key_sealed, agent_token_sealed FROM cluster_key ORDER BY id FOR UPDATE",
  );
  for (const row of keys.rows) {
    if (!KEY_COLUMNS.some((column) => isOutdated(keyring, row[`${column}_sealed`]!))) continue;
    await client.query(
      "UPDATE cluster_key SET private_key_sealed = $2, preshared_key_sealed = $3, agent_token_sealed = $4 WHERE id = $1",
      [row.id, ...KEY_COLUMNS.map((column) => anew(row[`${column}_sealed`]!, `cluster_key/${row.id}/${column}`))],
    );
  }
  const logins = await client.query<{ id: string; sealed: string }>(
    "SELECT resource_class_id AS id, private_key_sealed AS sealed FROM cluster_ssh_key ORDER BY resource_class_id FOR UPDATE",
  );
  for (const { id, sealed } of logins.rows)
    await client.query("UPDATE cluster_ssh_key SET private_key_sealed = $2 WHERE resource_class_id = $1", [
      id,
      anew(sealed, `cluster_ssh_key/${id}/private_key`),
    ]);
  const bundles = await client.query<{ id: string; sealed: string }>(
    "SELECT id, bundle_sealed AS sealed FROM cluster_operation WHERE bundle_sealed IS NOT NULL ORDER BY id FOR UPDATE",
  );
  for (const { id, sealed } of bundles.rows)
    await client.query("UPDATE cluster_operation SET bundle_sealed = $2 WHERE id = $1", [
      id,
      anew(sealed, `cluster_operation/${id}/bundle`),
    ]);
  return sealedAnew;
}
