import { changeOnce } from "../change-once.ts";
import { checkName } from "../check-name.ts";
import type { Command } from "../command.ts";
import { NotAllowedError, ValidationError } from "../errors.ts";
import { recordActivity } from "../record-activity.ts";
import { readProvider, type OnPremProvider } from "./provider.ts";
import { requireOnPremManager } from "./require-on-prem-manager.ts";

const MAX_DESCRIPTION_LENGTH = 2_000;

export interface UpdateOnPremInput {
  /** Left out: as it was. */
  readonly name?: string;
  readonly description?: string;
}

export function updateOnPrem(command: Command, input: UpdateOnPremInput): Promise<OnPremProvider> {
  requireOnPremManager(command.viewer);
  const name = input.name === undefined ? undefined : checkName(input.name);
  const description = input.description?.trim();
  if (description !== undefined && description.length > MAX_DESCRIPTION_LENGTH)
    throw new ValidationError([
      { path: "description", message: `must have at most ${MAX_DESCRIPTION_LENGTH} characters` },
    ]);
  const { organizationId } = command.viewer;
  return changeOnce(command, "updateOnPrem", input, async (client) => {
    await client.query("SELECT FROM organization WHERE id = $1 FOR NO KEY UPDATE", [organizationId]);
    const before = await readProvider(client, organizationId);
    if (before === null) throw new NotAllowedError("There is no on-prem training cluster yet. Enable it first.");
    const after = { ...before, name: name ?? before.name, description: description ?? before.description };
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
