import { inTransaction } from "@arena/database/client";
import type { BundleInput } from "../../bundle/bundle-input.ts";
import type { Command } from "../command.ts";
import { NotFoundError } from "../errors.ts";
import { requireOnPremManager } from "../on-prem/require-on-prem-manager.ts";
import { recordActivity } from "../record-activity.ts";
import { bundleShapeOf } from "./bundle-shape.ts";
import { lockResourceClass } from "./lock-resource-class.ts";
import { readBundleInput } from "./read-bundle-input.ts";

/**
 * What a bundle is packed from, for a class by its exact name. From the first one on the class keeps its name; each is
 * recorded, since secrets leave with it.
 */
export function issueBundle(
  command: Command,
  input: { readonly name: string; readonly setupType: string; readonly archiveType: string },
): Promise<BundleInput> {
  requireOnPremManager(command.viewer);
  return inTransaction(command.database.pool, async (client) => {
    const { rows } = await client.query<{ id: string }>(
      "SELECT id FROM resource_class WHERE organization_id = $1 AND name = $2 AND kind = 'ON_PREM' AND deleted_at IS NULL",
      [command.viewer.organizationId, input.name],
    );
    if (rows[0] === undefined) throw new NotFoundError("resource class");
    const { id } = await lockResourceClass(client, command, rows[0].id);
    const bundle = await readBundleInput(client, command.viewer, command.installation, id);
    await client.query(
      "UPDATE resource_class SET bundle_issued_at = coalesce(bundle_issued_at, now()), bundle_shape = $2 WHERE id = $1",
      [id, JSON.stringify(bundleShapeOf(bundle))],
    );
    await recordActivity(client, command, {
      action: "resource_class.issue_bundle",
      subjectType: "ResourceClass",
      subjectId: id,
      after: { setupType: input.setupType, archiveType: input.archiveType, tunnelAddress: bundle.keys.tunnelAddress },
    });
    return bundle;
  });
}
