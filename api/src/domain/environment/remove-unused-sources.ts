import { inTransaction } from "@arena/database/client";
import type { Command } from "../command.ts";
import { lockSources } from "./environment-row.ts";

/** After the change that stopped using it, under the lock of all who store: what is in use again is kept. */
export function removeUnusedSources(command: Command, sha256: string): Promise<void> {
  const { organizationId } = command.viewer;
  return inTransaction(command.database.pool, async (client) => {
    await lockSources(client, organizationId);
    const { rowCount } = await client.query(
      "SELECT FROM environment WHERE organization_id = $1 AND source_sha256 = $2 AND deleted_at IS NULL LIMIT 1",
      [organizationId, sha256],
    );
    if (rowCount === 0) await command.workshop.remove(organizationId, sha256);
  });
}
