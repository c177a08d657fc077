import { changeOnce } from "../change-once.ts";
import type { Command } from "../command.ts";
import { NotFoundError } from "../errors.ts";
import { requireOnPremManager } from "../on-prem/require-on-prem-manager.ts";
import { recordActivity } from "../record-activity.ts";
import { lockResourceClass } from "../resource-class/lock-resource-class.ts";

/** The host was set up anew: the key that it has at the next login is taken. */
export function forgetHostKey(
  command: Command,
  input: { readonly resourceClassId: string | null; readonly address: string; readonly port: number },
): Promise<{ resourceClassId: string }> {
  requireOnPremManager(command.viewer);
  return changeOnce(command, "forgetHostKey", input, async (client) => {
    const { id } = await lockResourceClass(client, command, input.resourceClassId);
    const { rows } = await client.query<{ fingerprint: string }>(
      "DELETE FROM cluster_host_key WHERE resource_class_id = $1 AND address = $2 AND port = $3 RETURNING fingerprint",
      [id, input.address, input.port],
    );
    if (rows[0] === undefined) throw new NotFoundError("host key");
    await recordActivity(client, command, {
      action: "cluster.forget_host_key",
      subjectType: "ResourceClass",
      subjectId: id,
      before: { address: input.address, port: input.port, fingerprint: rows[0].fingerprint },
    });
    return { resourceClassId: id };
  });
}
