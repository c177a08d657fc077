import type pg from "pg";
import type { Role } from "@arena/database/generated/client/enums";
import { changeOnce } from "../change-once.ts";
import type { Command } from "../command.ts";
import { NotAllowedError, NotFoundError } from "../errors.ts";
import { recordActivity } from "../record-activity.ts";
import { lockOrganization } from "./lock-organization.ts";
import { requireMemberManager } from "./require-member-manager.ts";

export interface MemberInput {
  readonly personId: string | null;
}

export function changeMemberRole(
  command: Command,
  input: MemberInput & { readonly role: Role },
): Promise<{ personId: string }> {
  requireMemberManager(command.viewer);
  return changeOnce(command, "changeMemberRole", input, async (client) => {
    const member = await lockMember(client, command, input.personId);
    if (member.role === input.role) return { personId: member.personId };
    if (input.role !== "MANAGER") await refuseLastManager(client, command, member.personId);
    await client.query("UPDATE membership SET role = $3 WHERE organization_id = $1 AND person_id = $2", [
      command.viewer.organizationId,
      member.personId,
      input.role,
    ]);
    await recordActivity(client, command, {
      action: "member.change_role",
      subjectType: "Person",
      subjectId: member.personId,
      before: { role: member.role },
      after: { role: input.role },
    });
    return { personId: member.personId };
  });
}

/** With their key of this organization; what they made stays. */
export function removeMember(command: Command, input: MemberInput): Promise<{ personId: string }> {
  requireMemberManager(command.viewer);
  return changeOnce(command, "removeMember", input, async (client) => {
    const { organizationId } = command.viewer;
    const { personId, role } = await lockMember(client, command, input.personId);
    await refuseLastManager(client, command, personId);
    await client.query("DELETE FROM membership WHERE organization_id = $1 AND person_id = $2", [
      organizationId,
      personId,
    ]);
    await client.query(
      "UPDATE api_key SET revoked_at = now() WHERE organization_id = $1 AND person_id = $2 AND revoked_at IS NULL",
      [organizationId, personId],
    );
    await client.query(
      "UPDATE person SET current_organization_id = NULL WHERE id = $2 AND current_organization_id = $1",
      [organizationId, personId],
    );
    await recordActivity(client, command, {
      action: "member.remove",
      subjectType: "Person",
      subjectId: personId,
      before: { role },
    });
    return { personId };
  });
}

async function lockMember(
  client: pg.PoolClient,
  command: Command,
  personId: string | null,
): Promise<{ personId: string; role: Role }> {
  await lockOrganization(client, command.viewer);
  const { rows } = await client.query<{ personId: string; role: Role }>(
    `SELECT person_id AS "personId", role FROM membership WHERE organization_id = $1 AND person_id = $2`,
    [command.viewer.organizationId, personId],
  );
  if (rows[0] === undefined) throw new NotFoundError("member");
  return rows[0];
}

/** The organization's lock is held, so of two Managers who demote each other one is refused. */
async function refuseLastManager(client: pg.PoolClient, { viewer }: Command, personId: string): Promise<void> {
  const { rowCount } = await client.query(
    "SELECT FROM membership WHERE organization_id = $1 AND role = 'MANAGER' AND person_id <> $2",
    [viewer.organizationId, personId],
  );
  if (rowCount === 0)
    throw new NotAllowedError("The last Manager of an organization stays one. Make another Manager first.");
}
