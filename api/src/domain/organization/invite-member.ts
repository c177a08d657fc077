import type pg from "pg";
import { v7 as uuidv7 } from "uuid";
import { inTransaction } from "@arena/database/client";
import type { Role } from "@arena/database/generated/client/enums";
import type { Command } from "../command.ts";
import { NotAllowedError, NotFoundError, ValidationError } from "../errors.ts";
import { recordActivity } from "../record-activity.ts";
import { hashSecret, newSecret } from "../secret.ts";
import { lockOrganization } from "./lock-organization.ts";
import { requireMemberManager } from "./require-member-manager.ts";

/** Where letters are delivered is for the person who invites to know; what no address has is a slip of the keyboard. */
const EMAIL =
  /^[a-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?=.{1,190}$)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+$/;
const LASTS_DAYS = 7;

export interface InviteMemberInput {
  readonly email: string;
  readonly role: Role;
}
export interface MadeInvitation {
  readonly invitationId: string;
  /** Leaves this process once, for the person who invites to pass on; only the token's hash is kept. */
  readonly link: string;
}

/**
 * One open invitation for an address: a new one takes the place of the older. Not repeated by idempotency key, since the
 * answer holds a secret.
 */
export function inviteMember(command: Command, input: InviteMemberInput): Promise<MadeInvitation> {
  requireMemberManager(command.viewer);
  const email = input.email.trim().toLowerCase();
  if (!EMAIL.test(email)) throw new ValidationError([{ path: "email", message: "must be an e-mail address" }]);
  return inTransaction(command.database.pool, async (client) => {
    await lockOrganization(client, command.viewer);
    await refuseMember(client, command, email);
    await client.query(
      `UPDATE invitation SET revoked_at = now()
       WHERE organization_id = $1 AND lower(email) = $2 AND accepted_at IS NULL AND revoked_at IS NULL`,
      [command.viewer.organizationId, email],
    );
    const invitationId = uuidv7();
    const token = newSecret();
    await client.query(
      `INSERT INTO invitation (id, organization_id, email, role, token_hash, invited_by, expires_at)
       VALUES ($1, $2, $3, $4, $5, $6, now() + $7 * interval '1 day')`,
      [
        invitationId,
        command.viewer.organizationId,
        email,
        input.role,
        hashSecret(token),
        command.viewer.personId,
        LASTS_DAYS,
      ],
    );
    await recordActivity(client, command, {
      action: "invitation.create",
      subjectType: "Invitation",
      subjectId: invitationId,
      after: { email, role: input.role },
    });
    return { invitationId, link: `${command.installation.publicUrl}/invitation?token=${token}` };
  });
}

export function revokeInvitation(
  command: Command,
  input: { readonly invitationId: string | null },
): Promise<{ invitationId: string }> {
  requireMemberManager(command.viewer);
  return inTransaction(command.database.pool, async (client) => {
    const { rows } = await client.query<{ email: string }>(
      `UPDATE invitation SET revoked_at = now()
       WHERE id = $1 AND organization_id = $2 AND accepted_at IS NULL AND revoked_at IS NULL RETURNING email`,
      [input.invitationId, command.viewer.organizationId],
    );
    const invitationId = input.invitationId;
    if (rows[0] === undefined || invitationId === null) throw new NotFoundError("open invitation");
    await recordActivity(client, command, {
      action: "invitation.revoke",
      subjectType: "Invitation",
      subjectId: invitationId,
      before: { email: rows[0].email },
    });
    return { invitationId };
  });
}

async function refuseMember(client: pg.PoolClient, { viewer }: Command, email: string): Promise<void> {
  const { rowCount } = await client.query(
    `SELECT FROM membership JOIN person ON person.id = person_id WHERE organization_id = $1 AND lower(email) = $2`,
    [viewer.organizationId, email],
  );
  if (rowCount !== 0) throw new NotAllowedError(`${email} is a member already.`);
}
