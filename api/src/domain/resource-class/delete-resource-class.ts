import type pg from "pg";
import { changeOnce } from "../change-once.ts";
import type { Command } from "../command.ts";
import { NotAllowedError } from "../errors.ts";
import { requireOnPremManager } from "../on-prem/require-on-prem-manager.ts";
import { recordActivity } from "../record-activity.ts";
import { lockResourceClass } from "./lock-resource-class.ts";

const RETIRE_WITHIN_MS = 3_000;
const OPERATED =
  "Its cluster is being installed or taken down. Wait for the end of that, or abort it, then delete the class.";
const IN_USE = "The resource class is in use. Stop the runs that use it, then delete it.";

/**
 * The row stays, for what names it; name and slug are free again, its keys are cut off. Whoever starts a run takes a
 * share lock on the class first, so no run begins between the look and the deletion. A place in quarantine is no use: its
 * run has ended, and the machine that it waits for belongs to the cluster that is given up here.
 */
export function deleteResourceClass(
  command: Command,
  input: { readonly resourceClassId: string | null },
): Promise<{ resourceClassId: string }> {
  requireOnPremManager(command.viewer);
  return changeOnce(command, "deleteResourceClass", input, async (client) => {
    const found = await lockResourceClass(client, command, input.resourceClassId);
    if (await isInUse(client, found.id)) throw new NotAllowedError(IN_USE);
    if (await isOperated(client, found.id)) throw new NotAllowedError(OPERATED);
    const retired = await command.orchestration.retirePool(found.id, RETIRE_WITHIN_MS);
    if (retired === "IN_USE") throw new NotAllowedError(IN_USE);
    if (retired === "LATER")
      throw new NotAllowedError(
        "The scheduler does not answer, so it is not known whether the class is in use. Try again.",
      );
    await client.query(
      "UPDATE resource_class SET deleted_at = now(), enabled = false, updated_at = now() WHERE id = $1",
      [found.id],
    );
    await client.query(
      "UPDATE cluster_key SET revoked_at = now() WHERE resource_class_id = $1 AND revoked_at IS NULL",
      [found.id],
    );
    await client.query(
      "UPDATE organization SET default_resource_class_id = NULL WHERE default_resource_class_id = $1",
      [found.id],
    );
    await recordActivity(client, command, {
      action: "resource_class.delete",
      subjectType: "ResourceClass",
      subjectId: found.id,
      before: { name: found.name, slug: found.slug, nodes: found.nodes },
    });
    return { resourceClassId: found.id };
  });
}

async function isInUse(client: pg.PoolClient, resourceClassId: string): Promise<boolean> {
  const { rows } = await client.query<{ used: boolean }>(
    `SELECT EXISTS (SELECT FROM run WHERE resource_class_id = $1 AND status IN ('PENDING', 'RUNNING', 'STOPPING'))
       OR EXISTS (SELECT FROM queue_entry WHERE resource_class_id = $1) OR EXISTS (SELECT FROM lease WHERE resource_class_id = $1 AND quarantined_reason IS NULL)
       OR EXISTS (SELECT FROM outbox WHERE kind = 'TRAIN' AND delivered_at IS NULL AND payload #>> '{input,resourceClassId}' = $1::text) AS used`,
    [resourceClassId],
  );
  return rows[0]!.used;
}

async function isOperated(client: pg.PoolClient, resourceClassId: string): Promise<boolean> {
  const { rowCount } = await client.query(
    "SELECT FROM cluster_operation WHERE resource_class_id = $1 AND ended_at IS NULL",
    [resourceClassId],
  );
  return rowCount !== 0;
}
