import { open } from "@arena/database/sealed";
import type { Queryable } from "@arena/database/queryable";
import { NotAllowedError } from "../errors.ts";
import type { Installation } from "../installation.ts";

export interface OpenClusterKey {
  readonly generation: number;
  readonly privateKey: string;
  readonly publicKey: string;
  readonly presharedKey: string;
  readonly agentToken: string;
  readonly tunnelAddress: string;
}

interface Row {
  readonly id: string;
  readonly generation: number;
  readonly publicKey: string;
  readonly privateKeySealed: string;
  readonly presharedKeySealed: string;
  readonly agentTokenSealed: string;
  readonly tunnelAddress: string;
}

/** The newest generation that was not revoked, with its secrets: for a bundle alone. */
export async function openClusterKey(
  client: Queryable,
  { keyring }: Pick<Installation, "keyring">,
  resourceClassId: string,
): Promise<OpenClusterKey> {
  const { rows } = await client.query<Row>(
    `SELECT id, generation, public_key AS "publicKey", private_key_sealed AS "privateKeySealed",
       preshared_key_sealed AS "presharedKeySealed", agent_token_sealed AS "agentTokenSealed", host(tunnel_address) AS "tunnelAddress"
     FROM cluster_key WHERE resource_class_id = $1 AND revoked_at IS NULL ORDER BY generation DESC LIMIT 1`,
    [resourceClassId],
  );
  const row = rows[0];
  if (row === undefined)
    throw new NotAllowedError("The keys of this resource class are revoked. Rotate them to get new ones.");
  const opened = (column: string, sealed: string): string => open(keyring, sealed, `cluster_key/${row.id}/${column}`);
  return {
    generation: row.generation,
    publicKey: row.publicKey,
    tunnelAddress: row.tunnelAddress,
    privateKey: opened("private_key", row.privateKeySealed),
    presharedKey: opened("preshared_key", row.presharedKeySealed),
    agentToken: opened("agent_token", row.agentTokenSealed),
  };
}
