import { changeOnce } from "../change-once.ts";
import type { Command } from "../command.ts";
import { NotAllowedError } from "../errors.ts";
import { requireOnPremManager } from "../on-prem/require-on-prem-manager.ts";
import { recordActivity } from "../record-activity.ts";
import { lockResourceClass } from "../resource-class/lock-resource-class.ts";

/** Cuts the class's cluster off: the gateway drops it within seconds, its agent's token is refused. */
export function revokeClusterKeys(
  command: Command,
  input: { readonly resourceClassId: string | null },
): Promise<{ resourceClassId: string }> {
  requireOnPremManager(command.viewer);
  return changeOnce(command, "revokeClusterKeys", input, async (client) => {
    const found = await lockResourceClass(client, command, input.resourceClassId);
    const { rows } = await client.query<{ generation: number }>(
      "UPDATE cluster_key SET revoked_at = now() WHERE resource_class_id = $1 AND revoked_at IS NULL RETURNING generation",
      [found.id],
    );
    if (rows.length === 0) throw new NotAllowedError("The keys of this resource class are revoked already.");
    await recordActivity(client, command, {
      action: "resource_class.revoke_keys",
      subjectType: "ResourceClass",
      subjectId: found.id,
      after: { generations: rows.map(({ generation }) => generation).sort((a, b) => a - b) },
    });
    return { resourceClassId: found.id };
  });
}
