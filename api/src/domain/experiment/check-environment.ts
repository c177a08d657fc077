import type pg from "pg";
import type { Command } from "../command.ts";
import { NotAllowedError } from "../errors.ts";

/** The environment's row may say that its implementation is missing or invalid: then nothing can train on it. */
export async function checkEnvironment(
  client: pg.PoolClient,
  command: Command,
  manifest: Record<string, unknown>,
): Promise<void> {
  const name = (manifest["environment"] as { name?: unknown } | undefined)?.name;
  const { rows } = await client.query<{ valid: boolean; invalid_reason: string | null }>(
    `SELECT valid, invalid_reason FROM environment
     WHERE name = $1 AND (organization_id = $2 OR organization_id IS NULL) ORDER BY organization_id NULLS LAST LIMIT 1`,
    [name, command.viewer.organizationId],
  );
  const found = rows[0];
  if (found?.valid === false) {
    throw new NotAllowedError(found.invalid_reason ?? `The environment ${String(name)} has no valid implementation.`);
  }
}
