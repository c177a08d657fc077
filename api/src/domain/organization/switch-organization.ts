import { changeOnce } from "../change-once.ts";
import type { Command } from "../command.ts";
import { NotAllowedError, NotFoundError } from "../errors.ts";
import { recordActivity } from "../record-activity.ts";
import type { Viewer } from "../viewer/viewer.ts";

/** An API key belongs to one organization, so only a signed-in browser switches. */
export function switchOrganization(
  command: Command,
  { organizationId }: { organizationId: string | null },
): Promise<Viewer> {
  const { viewer } = command;
  if (viewer.via !== "WEB") throw new NotAllowedError("An API key belongs to one organization and cannot switch.");
  if (organizationId === null) throw new NotFoundError("organization");
  return changeOnce(command, "switchOrganization", { organizationId }, async (client) => {
    const { rows } = await client.query<Pick<Viewer, "role" | "plan">>(
      `SELECT membership.role, organization.plan FROM membership
       JOIN organization ON organization.id = membership.organization_id
       WHERE membership.person_id = $1 AND organization.id = $2`,
      [viewer.personId, organizationId],
    );
    const found = rows[0];
    if (found === undefined) throw new NotFoundError("organization");
    await client.query("UPDATE person SET current_organization_id = $2, updated_at = now() WHERE id = $1", [
      viewer.personId,
      organizationId,
    ]);
    await recordActivity(client, command, {
      action: "organization.switch",
      subjectType: "Organization",
      subjectId: viewer.organizationId,
      after: { organizationId },
    });
    return { ...viewer, organizationId, ...found };
  });
}
