import type pg from "pg";
import type { LadderGraces } from "@arena/workflows/contract/halt";
import type { Command } from "../command.ts";
import { NoResourceClassError, NotFoundError } from "../errors.ts";

export interface ChosenClass {
  readonly id: string;
  readonly graces: LadderGraces;
}

/** The given class, or the organization's default one. Disabled: a typed error that names the remedy. */
export async function chooseResourceClass(
  client: pg.PoolClient,
  command: Command,
  resourceClassId: string | null,
): Promise<ChosenClass> {
  if (resourceClassId === "") throw new NotFoundError("resource class");
  // The share lock holds off a deletion until the order that names the class is committed.
  const { rows } = await client.query<{ id: string; name: string; enabled: boolean; offered: boolean } & LadderGraces>(
    `SELECT c.id, c.name, c.enabled, cluster_is_enabled(c) AS offered, c.checkpoint_grace_ms AS "checkpointMs", c.sigterm_grace_ms AS "sigtermMs",
       c.sigkill_grace_ms AS "sigkillMs"
     FROM resource_class c JOIN organization o ON o.id = c.organization_id
     WHERE o.id = $1 AND c.id = coalesce($2, o.default_resource_class_id) AND c.deleted_at IS NULL FOR SHARE OF c`,
    [command.viewer.organizationId, resourceClassId],
  );
  const found = rows[0];
  if (found === undefined) {
    if (resourceClassId !== null) throw await withoutClass(client, command.viewer.organizationId, resourceClassId);
    throw new NoResourceClassError(await remedyWithoutDefault(client, command.viewer.organizationId));
  }
  if (!found.enabled) {
    throw new NoResourceClassError(`The resource class “${found.name}” is disabled. Enable it, or choose another.`);
  }
  if (!found.offered) {
    throw new NoResourceClassError(
      `The on-prem training cluster of the resource class “${found.name}” is disabled. Enable it, or choose another class.`,
    );
  }
  const { checkpointMs, sigtermMs, sigkillMs } = found;
  return { id: found.id, graces: { checkpointMs, sigtermMs, sigkillMs } };
}

async function remedyWithoutDefault(client: pg.PoolClient, organizationId: string): Promise<string> {
  const { rowCount } = await client.query(
    "SELECT FROM resource_class WHERE organization_id = $1 AND deleted_at IS NULL LIMIT 1",
    [organizationId],
  );
  return rowCount === 0
    ? "This organization has no resource class: this machine's own belongs to the first organization. A Manager on the Enterprise plan can add classes of an on-prem training cluster."
    : "This organization has no default resource class. Choose one for the experiment.";
}

/** One of the organization's that was deleted since it was chosen is named; any other is not there. */
async function withoutClass(client: pg.PoolClient, organizationId: string, id: string): Promise<Error> {
  const { rows } = await client.query<{ name: string }>(
    "SELECT name FROM resource_class WHERE id = $1 AND organization_id = $2",
    [id, organizationId],
  );
  if (rows[0] === undefined) return new NotFoundError("resource class");
  return new NoResourceClassError(
    `The resource class “${rows[0].name}” was deleted. Choose another for the experiment.`,
  );
}
