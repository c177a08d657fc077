import type pg from "pg";
import { v7 as uuidv7 } from "uuid";
import type { Command } from "../command.ts";
import { recordActivity } from "../record-activity.ts";
import { hashSecret } from "../secret.ts";
import { newApiKey } from "./key-format.ts";

export interface MadeKey {
  readonly apiKeyId: string;
  /** Leaves this process once; only its hash is kept. */
  readonly secret: string;
}

export async function storeApiKey(
  client: pg.PoolClient,
  command: Command,
  action: "api_key.create" | "api_key.rotate",
): Promise<MadeKey> {
  const apiKeyId = uuidv7();
  const secret = newApiKey(apiKeyId);
  const lastFour = secret.slice(-4);
  await client.query(
    "INSERT INTO api_key (id, organization_id, person_id, key_hash, last_four) VALUES ($1, $2, $3, $4, $5)",
    [apiKeyId, command.viewer.organizationId, command.viewer.personId, hashSecret(secret), lastFour],
  );
  await recordActivity(client, command, {
    action,
    subjectType: "ApiKey",
    subjectId: apiKeyId,
    after: { lastFour },
  });
  return { apiKeyId, secret };
}

/** Locks the person's row, so that two at once do not both make a key. Answers the key that was active. */
export async function revokeActiveKey(client: pg.PoolClient, command: Command): Promise<string | null> {
  const { rows } = await client.query<{ id: string }>(
    "UPDATE api_key SET revoked_at = now() WHERE person_id = $1 AND revoked_at IS NULL RETURNING id",
    [command.viewer.personId],
  );
  return rows[0]?.id ?? null;
}

export async function lockPerson(client: pg.PoolClient, command: Command): Promise<void> {
  await client.query("SELECT FROM person WHERE id = $1 FOR NO KEY UPDATE", [command.viewer.personId]);
}
