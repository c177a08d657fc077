import type pg from "pg";
import { inTransaction, type Database } from "@arena/database/client";
import { hashSecret } from "../secret.ts";
import { OAuthError } from "./oauth-error.ts";
import { openSession, type OpenedSession } from "./device-session.ts";

interface Login {
  readonly id: string;
  readonly personId: string | null;
  readonly state: "PENDING" | "APPROVED" | "DENIED" | "EXPIRED" | "REDEEMED";
  readonly tooSoon: boolean;
}

/** A device's own clock may run a little fast. */
const TOLERANCE_SECONDS = 1;
const SLOWER_BY_SECONDS = 5;

/** What the device asks for again and again; the tokens are given once. */
export async function redeemDeviceCode(
  { pool }: Database,
  clientId: string,
  deviceCode: string,
): Promise<OpenedSession> {
  const answer = await inTransaction(pool, async (client) => {
    const login = await lockLogin(client, clientId, deviceCode);
    if (login === null || login.state === "REDEEMED") {
      return new OAuthError("invalid_grant", "The device code is unknown or was used already.");
    }
    await notePoll(client, login);
    if (login.state === "EXPIRED") return new OAuthError("expired_token", "The device code has expired.");
    if (login.state === "DENIED") return new OAuthError("access_denied", "The login was denied in the browser.");
    if (login.tooSoon) return new OAuthError("slow_down", "Ask less often.");
    if (login.personId === null) return new OAuthError("authorization_pending", "Nobody has approved it yet.");
    await client.query("UPDATE device_login SET redeemed_at = now() WHERE id = $1", [login.id]);
    return openSession(client, login.personId, clientId);
  });
  // Thrown only now: that it was asked too often is to be remembered.
  if (answer instanceof OAuthError) throw answer;
  return answer;
}

async function lockLogin(client: pg.PoolClient, clientId: string, deviceCode: string): Promise<Login | null> {
  const { rows } = await client.query<Login>(
    `SELECT id, person_id AS "personId",
       CASE WHEN redeemed_at IS NOT NULL THEN 'REDEEMED' WHEN denied_at IS NOT NULL THEN 'DENIED'
         WHEN expires_at <= now() THEN 'EXPIRED' WHEN approved_at IS NOT NULL THEN 'APPROVED' ELSE 'PENDING' END AS state,
       coalesce(polled_at > now() - make_interval(secs => interval_seconds - $3), false) AS "tooSoon"
     FROM device_login WHERE device_code_hash = $1 AND client_id = $2 FOR UPDATE`,
    [hashSecret(deviceCode), clientId, TOLERANCE_SECONDS],
  );
  return rows[0] ?? null;
}

async function notePoll(client: pg.PoolClient, { id, tooSoon }: Login): Promise<void> {
  await client.query(
    "UPDATE device_login SET polled_at = now(), interval_seconds = least(60, interval_seconds + $2) WHERE id = $1",
    [id, tooSoon ? SLOWER_BY_SECONDS : 0],
  );
}
