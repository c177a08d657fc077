import { hashPassword } from "better-auth/crypto";
import type pg from "pg";
import { v7 as uuidv7 } from "uuid";
import { inTransaction, type Database } from "@arena/database/client";
import type { Role } from "@arena/database/generated/client/enums";
import { checkName } from "../check-name.ts";
import { NotAllowedError, NotFoundError, ValidationError } from "../errors.ts";
import { recordActivity } from "../record-activity.ts";
import { hashSecret } from "../secret.ts";

const PASSWORD_LENGTHS = { least: 8, most: 128 };

export interface OpenInvitation {
  readonly id: string;
  readonly organizationId: string;
  readonly organizationName: string;
  readonly email: string;
  readonly role: Role;
  readonly expiresAt: Date;
  /** The invited person, when they have an account here. */
  readonly personId: string | null;
}

/** Null: unknown, used, taken back or too old; which of them is not said. */
export async function findInvitation(client: pg.Pool | pg.PoolClient, token: string): Promise<OpenInvitation | null> {
  const { rows } = await client.query<OpenInvitation>(
    `SELECT i.id, i.organization_id AS "organizationId", o.name AS "organizationName", i.email, i.role,
       i.expires_at AS "expiresAt", p.id AS "personId"
     FROM invitation i JOIN organization o ON o.id = i.organization_id LEFT JOIN person p ON lower(p.email) = lower(i.email)
     WHERE i.token_hash = $1 AND i.accepted_at IS NULL AND i.revoked_at IS NULL AND i.expires_at > now()`,
    [hashSecret(token)],
  );
  return rows[0] ?? null;
}

export interface AcceptInvitationInput {
  readonly token: string;
  /** Of a person who has no account yet. */
  readonly name: string | null;
  readonly password: string | null;
}

export interface AcceptedBy {
  readonly database: Database;
  /** Who is signed in; who was removed from every organization has an account and no other standing. */
  readonly personId: string | null;
  readonly ipAddress: string | null;
}

/** The token is the credential. Who has an account must be signed in as that person; who has none gets one. */
export function acceptInvitation(
  { database, personId: signedInAs, ipAddress }: AcceptedBy,
  input: AcceptInvitationInput,
): Promise<{ organizationId: string; email: string }> {
  return inTransaction(database.pool, async (client) => {
    const invitation = await findInvitation(client, input.token);
    // The row is used up first: of two at once, the second finds nothing left.
    const { rowCount } = await client.query(
      "UPDATE invitation SET accepted_at = now() WHERE id = $1 AND accepted_at IS NULL AND revoked_at IS NULL",
      [invitation?.id ?? null],
    );
    if (invitation === null || rowCount === 0) throw new NotFoundError("open invitation");
    if (invitation.personId !== null && signedInAs !== invitation.personId)
      throw new NotAllowedError(`Sign in as ${invitation.email} first: the invitation is for that address.`);
    const personId = invitation.personId ?? (await createPerson(client, invitation.email, input));
    const { organizationId, role } = invitation;
    await client.query(
      "INSERT INTO membership (organization_id, person_id, role) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
      [organizationId, personId, role],
    );
    await client.query("UPDATE person SET current_organization_id = $1 WHERE id = $2", [organizationId, personId]);
    await recordActivity(
      client,
      { viewer: { organizationId, personId }, via: "WEB", ipAddress },
      {
        action: "invitation.accept",
        subjectType: "Invitation",
        subjectId: invitation.id,
        after: { email: invitation.email, role },
      },
    );
    return { organizationId, email: invitation.email };
  });
}

async function createPerson(
  client: pg.PoolClient,
  email: string,
  { name: given, password }: AcceptInvitationInput,
): Promise<string> {
  const name = checkName(given ?? "");
  const { least, most } = PASSWORD_LENGTHS;
  if (password === null || password.length < least || password.length > most)
    throw new ValidationError([{ path: "password", message: `must have ${least} to ${most} characters` }]);
  const personId = uuidv7();
  await client.query("INSERT INTO person (id, name, email, email_verified) VALUES ($1, $2, $3, true)", [
    personId,
    name,
    email,
  ]);
  await client.query(
    "INSERT INTO auth_account (id, person_id, account_id, provider_id, password) VALUES ($1, $2, $3, 'credential', $4)",
    [uuidv7(), personId, personId, await hashPassword(password)],
  );
  return personId;
}
