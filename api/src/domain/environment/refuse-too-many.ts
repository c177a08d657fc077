import type pg from "pg";
import { LimitError } from "../errors.ts";

/** Of an organization, of all its environments together: a source may have 50 MB. */
export const MAX_VERSIONS = 200;

export async function refuseTooMany(client: pg.PoolClient, organizationId: string): Promise<void> {
  const { rows } = await client.query<{ count: number }>(
    "SELECT count(*)::int AS count FROM environment WHERE organization_id = $1 AND deleted_at IS NULL",
    [organizationId],
  );
  if ((rows[0]?.count ?? 0) < MAX_VERSIONS) return;
  throw new LimitError(`An organization may have ${MAX_VERSIONS} versions of environments. Delete one first.`);
}
