import type pg from "pg";
import type { Viewer } from "../viewer/viewer.ts";

/** Whoever changes what an organization has one of, or who belongs to it, waits for the others who do. */
export async function lockOrganization(
  client: pg.PoolClient,
  { organizationId }: Pick<Viewer, "organizationId">,
): Promise<void> {
  await client.query("SELECT FROM organization WHERE id = $1 FOR NO KEY UPDATE", [organizationId]);
}
