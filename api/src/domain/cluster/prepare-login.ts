import type pg from "pg";
import { seal } from "@arena/database/sealed";
import { changeOnce } from "../change-once.ts";
import type { Command } from "../command.ts";
import { requireOnPremManager } from "../on-prem/require-on-prem-manager.ts";
import { recordActivity } from "../record-activity.ts";
import { lockResourceClass } from "../resource-class/lock-resource-class.ts";
import { newOpensshPair } from "./openssh-key.ts";

/** The key with which this server logs in to the class's hosts: made at the first call, the same ever after. */
export function prepareLogin(
  command: Command,
  input: { readonly resourceClassId: string | null },
): Promise<{ resourceClassId: string }> {
  requireOnPremManager(command.viewer);
  return changeOnce(command, "prepareClusterLogin", input, async (client) => {
    const { id, slug } = await lockResourceClass(client, command, input.resourceClassId);
    await ensureLoginKey(client, command, id, slug);
    return { resourceClassId: id };
  });
}

/** The caller holds the class's row. */
export async function ensureLoginKey(
  client: pg.PoolClient,
  command: Command,
  resourceClassId: string,
  slug: string,
): Promise<void> {
  const pair = newOpensshPair(`arena-${slug}`);
  const place = `cluster_ssh_key/${resourceClassId}/private_key`;
  const { rowCount } = await client.query(
    `INSERT INTO cluster_ssh_key (resource_class_id, public_key, private_key_sealed) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`,
    [resourceClassId, pair.publicKey, seal(command.installation.keyring, pair.privateKey, place)],
  );
  if (rowCount === 0) return;
  await recordActivity(client, command, {
    action: "resource_class.make_login_key",
    subjectType: "ResourceClass",
    subjectId: resourceClassId,
    after: { publicKey: pair.publicKey },
  });
}
