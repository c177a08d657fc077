import { changeOnce } from "../change-once.ts";
import type { Command } from "../command.ts";
import { requireOnPremManager } from "../on-prem/require-on-prem-manager.ts";
import { recordActivity } from "../record-activity.ts";
import { lockResourceClass } from "../resource-class/lock-resource-class.ts";
import { insertClusterKey } from "./insert-cluster-key.ts";

/** The older keys work until the gateway has seen the new ones at work; then it revokes them. */
export function rotateClusterKeys(
  command: Command,
  input: { readonly resourceClassId: string | null },
): Promise<{ resourceClassId: string }> {
  requireOnPremManager(command.viewer);
  return changeOnce(command, "rotateClusterKeys", input, async (client) => {
    const found = await lockResourceClass(client, command, input.resourceClassId);
    // A second rotation before the first was used takes its place: at most two generations are valid at once.
    await client.query(
      `UPDATE cluster_key SET revoked_at = now() WHERE resource_class_id = $1 AND revoked_at IS NULL AND last_handshake_at IS NULL
         AND EXISTS (SELECT FROM cluster_key older WHERE older.resource_class_id = $1 AND older.revoked_at IS NULL AND older.generation < cluster_key.generation)`,
      [found.id],
    );
    const { generation, tunnelAddress } = await insertClusterKey(client, command.installation, found.id);
    await recordActivity(client, command, {
      action: "resource_class.rotate_keys",
      subjectType: "ResourceClass",
      subjectId: found.id,
      after: { generation, tunnelAddress },
    });
    return { resourceClassId: found.id };
  });
}
