import type pg from "pg";
import { v7 as uuidv7 } from "uuid";
import type { Database } from "@arena/database/client";
import { hashSecret, newSecret } from "../secret.ts";
import { OAuthError } from "./oauth-error.ts";

export const SESSION_DAYS = 30;

export interface OpenedSession {
  readonly sessionId: string;
  readonly personId: string;
  /** For the device alone; only its hash is kept. */
  readonly refreshToken: string;
}

export async function openSession(client: pg.PoolClient, personId: string, clientId: string): Promise<OpenedSession> {
  const session = { sessionId: uuidv7(), personId, refreshToken: newSecret() };
  await client.query(
    `INSERT INTO device_session (id, person_id, client_id, refresh_token_hash, expires_at)
     VALUES ($1, $2, $3, $4, now() + make_interval(days => $5))`,
    [session.sessionId, personId, clientId, hashSecret(session.refreshToken), SESSION_DAYS],
  );
  return session;
}

/** The token that is shown is used up; of two that show it at once, one gets the next. */
export async function refreshSession(
  { pool }: Database,
  clientId: string,
  refreshToken: string,
): Promise<OpenedSession> {
  const next = newSecret();
  const { rows } = await pool.query<{ id: string; personId: string }>(
    `UPDATE device_session SET refresh_token_hash = $3, refreshed_at = now(), expires_at = now() + make_interval(days => $4)
     WHERE refresh_token_hash = $1 AND client_id = $2 AND ended_at IS NULL AND expires_at > now()
       AND EXISTS (SELECT FROM membership WHERE membership.person_id = device_session.person_id)
     RETURNING id, person_id AS "personId"`,
    [hashSecret(refreshToken), clientId, hashSecret(next), SESSION_DAYS],
  );
  const found = rows[0];
  if (found === undefined) {
    throw new OAuthError("invalid_grant", "The refresh token is unknown, was used already, or has expired.");
  }
  return { sessionId: found.id, personId: found.personId, refreshToken: next };
}

/** A token that nobody has ends nothing, and is no error: the session is over either way. */
export async function endSession({ pool }: Database, clientId: string, refreshToken: string): Promise<void> {
  await pool.query(
    "UPDATE device_session SET ended_at = now() WHERE refresh_token_hash = $1 AND client_id = $2 AND ended_at IS NULL",
    [hashSecret(refreshToken), clientId],
  );
}

/** The person of a session that has not ended. */
export async function personOfSession(pool: Database["pool"], sessionId: string): Promise<string | null> {
  const { rows } = await pool.query<{ personId: string }>(
    `SELECT person_id AS "personId" FROM device_session WHERE id = $1 AND ended_at IS NULL AND expires_at > now()`,
    [sessionId],
  );
  return rows[0]?.personId ?? null;
}
