import { v7 as uuidv7 } from "uuid";
import type { Database } from "@arena/database/client";
import { hashSecret, newSecret } from "../secret.ts";
import { newUserCode } from "./codes.ts";

export const CODES_LIVE_SECONDS = 600;
export const POLL_EVERY_SECONDS = 5;
const MAX_ATTEMPTS = 5;

export interface StartedLogin {
  /** For the device alone; only its hash is kept. */
  readonly deviceCode: string;
  readonly userCode: string;
}

/** Nobody is known yet: the person shows who they are when they approve. */
export async function startDeviceLogin({ pool }: Database, clientId: string): Promise<StartedLogin> {
  await pool.query("DELETE FROM device_login WHERE expires_at < now() - interval '1 day'");
  for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt += 1) {
    const login = { deviceCode: newSecret(), userCode: newUserCode() };
    const { rowCount } = await pool.query(
      `INSERT INTO device_login (id, client_id, device_code_hash, user_code, expires_at, interval_seconds)
       VALUES ($1, $2, $3, $4, now() + make_interval(secs => $5), $6) ON CONFLICT (user_code) DO NOTHING`,
      [uuidv7(), clientId, hashSecret(login.deviceCode), login.userCode, CODES_LIVE_SECONDS, POLL_EVERY_SECONDS],
    );
    if (rowCount === 1) return login;
  }
  throw new Error("No user code was free");
}
