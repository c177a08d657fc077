import type pg from "pg";
import type { Command } from "../command.ts";
import { NotFoundError } from "../errors.ts";
import type { Shape } from "./check-shape.ts";

export interface LockedClass extends Shape {
  readonly id: string;
  readonly slug: string;
  readonly bundleIssuedAt: Date | null;
}

/** An on-prem class of the viewer's organization. A local one is this machine's own: to such changes it is not there. */
export async function lockResourceClass(
  client: pg.PoolClient,
  command: Command,
  resourceClassId: string | null,
): Promise<LockedClass> {
  const { rows } = await client.query<LockedClass>(
    `SELECT id, name, slug, enabled, description, nodes, cpus, gpus, memory_bytes AS "memoryBytes", bundle_issued_at AS "bundleIssuedAt"
     FROM resource_class WHERE id = $1 AND organization_id = $2 AND kind = 'ON_PREM' AND deleted_at IS NULL FOR UPDATE`,
    [resourceClassId, command.viewer.organizationId],
  );
  const row = rows[0];
  if (row === undefined) throw new NotFoundError("resource class");
  return row;
}
