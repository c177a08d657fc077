import type pg from "pg";
import type { Command } from "../command.ts";
import { NotFoundError } from "../errors.ts";

/** Null: none is chosen. `""`: an id that is none of ours. */
export async function checkResourceClass(
  client: pg.PoolClient,
  command: Command,
  resourceClassId: string | null,
): Promise<void> {
  if (resourceClassId === null) return;
  const { rowCount } =
    resourceClassId === ""
      ? { rowCount: 0 }
      : await client.query("SELECT FROM resource_class WHERE id = $1 AND organization_id = $2 AND deleted_at IS NULL", [
          resourceClassId,
          command.viewer.organizationId,
        ]);
  if (rowCount === 0) throw new NotFoundError("resource class");
}
