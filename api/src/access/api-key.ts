import type { Database } from "@arena/database/client";
import { hashSecret } from "../domain/secret.ts";

export interface ApiKeyHolder {
  readonly personId: string;
  readonly organizationId: string;
}

/** `last_used_at` is kept to the minute: a busy script would otherwise write one row a request. */
export async function findApiKeyHolder(pool: Database["pool"], key: string): Promise<ApiKeyHolder | null> {
  const { rows } = await pool.query<ApiKeyHolder & { id: string; stale: boolean }>(
    `SELECT id, person_id AS "personId", organization_id AS "organizationId",
       last_used_at IS NULL OR last_used_at < now() - interval '1 minute' AS stale
     FROM api_key WHERE key_hash = $1 AND revoked_at IS NULL`,
    [hashSecret(key)],
  );
  const found = rows[0];
  if (found === undefined) return null;
  if (found.stale) {
    await pool.query(
      `UPDATE api_key SET last_used_at = now()
       WHERE id = $1 AND (last_used_at IS NULL OR last_used_at < now() - interval '1 minute')`,
      [found.id],
    );
  }
  return { personId: found.personId, organizationId: found.organizationId };
}
