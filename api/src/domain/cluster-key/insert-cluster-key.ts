import type pg from "pg";
import { v7 as uuidv7 } from "uuid";
import { seal } from "@arena/database/sealed";
import type { Installation } from "../installation.ts";
import { hashSecret, newSecret } from "../secret.ts";
import { nextTunnelAddress } from "./tunnel-range.ts";
import { newPresharedKey, newWireguardPair } from "./wireguard-keys.ts";

export interface InsertedKey {
  readonly id: string;
  readonly generation: number;
  readonly tunnelAddress: string;
}

/** The next generation of a class's keys, beside those that are there. The caller holds the class's row. */
export async function insertClusterKey(
  client: pg.PoolClient,
  { keyring, tunnelRange }: Pick<Installation, "keyring" | "tunnelRange">,
  resourceClassId: string,
): Promise<InsertedKey> {
  const id = uuidv7();
  const pair = newWireguardPair();
  const agentToken = `arena_agent_${newSecret()}`;
  const tunnelAddress = await nextTunnelAddress(client, tunnelRange);
  const sealed = (column: string, plain: string): string => seal(keyring, plain, `cluster_key/${id}/${column}`);
  const { rows } = await client.query<{ generation: number }>(
    `INSERT INTO cluster_key (id, resource_class_id, generation, public_key, private_key_sealed, preshared_key_sealed,
       agent_token_hash, agent_token_sealed, tunnel_address)
     SELECT $1, $2, 1 + count(*), $3, $4, $5, $6, $7, $8::inet FROM cluster_key WHERE resource_class_id = $2 RETURNING generation`,
    [
      id,
      resourceClassId,
      pair.publicKey,
      sealed("private_key", pair.privateKey),
      sealed("preshared_key", newPresharedKey()),
      hashSecret(agentToken),
      sealed("agent_token", agentToken),
      tunnelAddress,
    ],
  );
  return { id, generation: rows[0]!.generation, tunnelAddress };
}
