import type pg from "pg";
import { inTransaction } from "@arena/database/client";
import { lockPerson } from "../api-key/store-api-key.ts";
import type { Command } from "../command.ts";
import { LimitError, NotAllowedError, NotFoundError } from "../errors.ts";
import { recordActivity } from "../record-activity.ts";
import { readUserCode } from "./codes.ts";

export interface DeviceLogin {
  readonly id: string;
  readonly userCode: string;
  readonly clientId: string;
  readonly createdAt: Date;
  readonly expiresAt: Date;
}

/** Wrong codes that one person may try in a quarter of an hour. */
export const MAX_WRONG_CODES = 10;
const WRONG_CODE = "device_login.wrong_code";

/** What waits for an answer under this code. */
export function findDeviceLogin(command: Command, typed: string): Promise<DeviceLogin> {
  return withDeviceLogin(
    command,
    typed,
    (work) => inTransaction(command.database.pool, work),
    (_client, found) => Promise.resolve(found),
  );
}

/** Null: there is no such code, which is to be remembered, so it is no error before the commit. */
type Looked<Result> = { readonly found: Result | null };

/**
 * Wrong codes are recorded, and after a few of them no code is looked up: the code is short enough to be read out, so
 * it must not be found by trying. The person's lock puts attempts made at once one after the other.
 */
export async function withDeviceLogin<Result>(
  command: Command,
  typed: string,
  inOneTransaction: (work: (client: pg.PoolClient) => Promise<Looked<Result>>) => Promise<Looked<Result>>,
  work: (client: pg.PoolClient, found: DeviceLogin) => Promise<Result>,
): Promise<Result> {
  if (command.viewer.via !== "WEB") {
    throw new NotAllowedError("A device is approved or denied in a signed-in browser, not with a key.");
  }
  const answer = await inOneTransaction(async (client) => {
    await lockPerson(client, command);
    await refuseGuessing(client, command);
    const found = await lockOpenLogin(client, readUserCode(typed));
    if (found !== null) return { found: await work(client, found) };
    await recordActivity(client, command, {
      action: WRONG_CODE,
      subjectType: "Person",
      subjectId: command.viewer.personId,
    });
    return { found: null };
  });
  if (answer.found === null) throw new NotFoundError("code, or it was answered, or it has expired");
  return answer.found;
}

async function refuseGuessing(client: pg.PoolClient, { viewer }: Command): Promise<void> {
  const { rows } = await client.query<{ count: number }>(
    `SELECT count(*)::int AS count FROM activity_record
     WHERE organization_id = $1 AND person_id = $2 AND action = $3 AND at > now() - interval '15 minutes'`,
    [viewer.organizationId, viewer.personId, WRONG_CODE],
  );
  if ((rows[0]?.count ?? 0) >= MAX_WRONG_CODES) {
    throw new LimitError("Too many wrong codes. Wait 15 minutes, then start the login again.");
  }
}

async function lockOpenLogin(client: pg.PoolClient, userCode: string | null): Promise<DeviceLogin | null> {
  if (userCode === null) return null;
  const { rows } = await client.query<DeviceLogin>(
    `SELECT id, user_code AS "userCode", client_id AS "clientId", created_at AS "createdAt", expires_at AS "expiresAt"
     FROM device_login WHERE user_code = $1 AND expires_at > now() AND approved_at IS NULL AND denied_at IS NULL
     FOR UPDATE`,
    [userCode],
  );
  return rows[0] ?? null;
}
