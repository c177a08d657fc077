import { changeOnce } from "../change-once.ts";
import type { Command } from "../command.ts";
import { NotAllowedError } from "../errors.ts";
import { lockOrganization } from "../organization/lock-organization.ts";
import { recordActivity } from "../record-activity.ts";
import { readProvider, type OnPremProvider } from "./provider.ts";
import { requireOnPremManager } from "./require-on-prem-manager.ts";

/** Makes the provider at the first time. Enabling what is enabled changes nothing. */
export function enableOnPrem(command: Command): Promise<OnPremProvider> {
  requireOnPremManager(command.viewer);
  return switchProvider(command, true);
}

/** Its classes vanish from the choice and are kept; running experiments go on, waiting ones say why they wait. */
export function disableOnPrem(command: Command): Promise<OnPremProvider> {
  requireOnPremManager(command.viewer);
  return switchProvider(command, false);
}

function switchProvider(command: Command, enabled: boolean): Promise<OnPremProvider> {
  const { organizationId } = command.viewer;
  return changeOnce(command, enabled ? "enableOnPrem" : "disableOnPrem", {}, async (client) => {
    await lockOrganization(client, command.viewer);
    const before = await readProvider(client, organizationId);
    if (before === null && !enabled)
      throw new NotAllowedError("There is no on-prem training cluster yet. Enable it first.");
    if (before?.enabled === enabled) return before;
    await client.query(
      `INSERT INTO on_prem_provider (organization_id, enabled) VALUES ($1, $2)
       ON CONFLICT (organization_id) DO UPDATE SET enabled = excluded.enabled, updated_at = now()`,
      [organizationId, enabled],
    );
    await recordActivity(client, command, {
      action: enabled ? "on_prem.enable" : "on_prem.disable",
      subjectType: "Organization",
      subjectId: organizationId,
      before: { enabled: before?.enabled ?? null },
      after: { enabled },
    });
    return (await readProvider(client, organizationId))!;
  });
}
