import { v7 as uuidv7 } from "uuid";
import { changeOnce } from "../change-once.ts";
import { checkName } from "../check-name.ts";
import type { Command } from "../command.ts";
import { ForbiddenError } from "../errors.ts";
import { recordActivity } from "../record-activity.ts";

/**
 * With a first project; who makes it is its Manager and goes on in it. Of the plan of the organization that one is in,
 * since a plan is the installation's. It has no class of this machine: that one is the first organization's.
 */
export function createOrganization(
  command: Command,
  input: { readonly name: string },
): Promise<{ organizationId: string }> {
  const { viewer } = command;
  if (viewer.role !== "MANAGER") throw new ForbiddenError("Only Managers may make another organization.");
  const name = checkName(input.name);
  return changeOnce(command, "createOrganization", input, async (client) => {
    const organizationId = uuidv7();
    await client.query("INSERT INTO organization (id, name, plan) VALUES ($1, $2, $3)", [
      organizationId,
      name,
      viewer.plan,
    ]);
    await client.query("INSERT INTO membership (organization_id, person_id, role) VALUES ($1, $2, 'MANAGER')", [
      organizationId,
      viewer.personId,
    ]);
    await client.query(
      "INSERT INTO project (id, organization_id, name, kind) VALUES ($1, $2, 'First project', 'CLASSIC')",
      [uuidv7(), organizationId],
    );
    // A key belongs to the organization in which it was made; only who acts in a browser goes over.
    if (viewer.via === "WEB")
      await client.query("UPDATE person SET current_organization_id = $2, updated_at = now() WHERE id = $1", [
        viewer.personId,
        organizationId,
      ]);
    const actor = { ...command, viewer: { ...viewer, organizationId } };
    await recordActivity(client, actor, {
      action: "organization.create",
      subjectType: "Organization",
      subjectId: organizationId,
      after: { name, plan: viewer.plan },
    });
    return { organizationId };
  });
}
