import { changeOnce } from "../change-once.ts";
import { checkDescription, checkName } from "../check-name.ts";
import type { Command } from "../command.ts";
import { NotAllowedError } from "../errors.ts";
import { lockOrganization } from "../organization/lock-organization.ts";
import { recordActivity } from "../record-activity.ts";
import { readProvider, type OnPremProvider } from "./provider.ts";
import { requireOnPremManager } from "./require-on-prem-manager.ts";

export interface UpdateOnPremInput {
  /** Left out: as it was. */
  readonly name?: string;
  readonly description?: string;
}

export function updateOnPrem(command: Command, input: UpdateOnPremInput): Promise<OnPremProvider> {
  requireOnPremManager(command.viewer);
  const name = input.name === undefined ? undefined : checkName(input.name);
  const description = input.description === undefined ? undefined : checkDescription(input.description);
  const { organizationId } = command.viewer;
  return changeOnce(command, "updateOnPrem", input, async (client) => {
    await lockOrganization(client, command.viewer);
    const before = await readProvider(client, organizationId);
    if (before === null) throw new NotAllowedError("There is no on-prem training cluster yet. Enable it first.");
    const after = { ...before, name: name ?? before.name, description: description ?? before.description };
    if (after.name === before.name && after.description === before.description) return before;
    await client.query(
      "UPDATE on_prem_provider SET name = $2, description = $3, updated_at = now() WHERE organization_id = $1",
      [organizationId, after.name, after.description],
    );
    await recordActivity(client, command, {
      action: "on_prem.update",
      subjectType: "Organization",
      subjectId: organizationId,
      before: { name: before.name, description: before.description },
      after: { name: after.name, description: after.description },
    });
    return after;
  });
}
