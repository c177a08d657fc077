import type { Queryable } from "@arena/database/queryable";

export const DEFAULT_PROVIDER_NAME = "On-prem training cluster";

/** An organization's on-prem training cluster as a whole. */
export interface OnPremProvider {
  readonly name: string;
  readonly description: string;
  readonly enabled: boolean;
}

/** Null: it was never enabled. */
export async function readProvider(client: Queryable, organizationId: string): Promise<OnPremProvider | null> {
  const { rows } = await client.query<OnPremProvider>(
    "SELECT name, description, enabled FROM on_prem_provider WHERE organization_id = $1",
    [organizationId],
  );
  return rows[0] ?? null;
}
