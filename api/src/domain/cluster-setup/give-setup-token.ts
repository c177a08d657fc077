import { timingSafeEqual } from "node:crypto";
import { open } from "@arena/database/sealed";
import { inTransaction } from "@arena/database/client";
import { SETUP_TOKEN_HOURS } from "@arena/workflows/contract/cluster-setup";
import type pg from "pg";
import { reportKey } from "../../bundle/report-key.ts";
import { LimitError } from "../errors.ts";
import { hashSecret, newSecret } from "../secret.ts";
import type { SetupDependencies } from "./setup-dependencies.ts";

export interface SetupToken {
  readonly token: string;
  readonly expiresAt: Date;
}
const KEY = /^arena_setup_([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})_[0-9a-f]{64}$/;
/** Of one class within a day: who runs scripts needs one a run. */
const MOST_TOKENS = 200;

/** For whoever has a bundle of the class, by the key in it. Null: no such key, or it was revoked, or the class is gone. */
export async function giveSetupToken(dependencies: SetupDependencies, key: string): Promise<SetupToken | null> {
  const resourceClassId = KEY.exec(key)?.[1];
  if (resourceClassId === undefined) return null;
  return inTransaction(dependencies.pool, async (client) => {
    // Against a deletion, and against another request that counts.
    const found = await client.query(
      "SELECT FROM resource_class WHERE id = $1 AND kind = 'ON_PREM' AND deleted_at IS NULL FOR NO KEY UPDATE",
      [resourceClassId],
    );
    if (found.rowCount === 0 || !(await isKeyOf(client, dependencies, resourceClassId, key))) return null;
    await dropOldTokens(client, resourceClassId);
    const token = `arena_once_${newSecret()}`;
    const { rows } = await client.query<{ expiresAt: Date }>(
      `INSERT INTO cluster_setup (token_hash, resource_class_id) VALUES ($1, $2)
       RETURNING created_at + $3 * interval '1 hour' AS "expiresAt"`,
      [hashSecret(token), resourceClassId, SETUP_TOKEN_HOURS],
    );
    return { token, expiresAt: rows[0]!.expiresAt };
  });
}

/** Also of a bundle from before a rotation, until its keys are revoked. */
async function isKeyOf(
  client: pg.PoolClient,
  { installation }: SetupDependencies,
  classId: string,
  key: string,
): Promise<boolean> {
  const { rows } = await client.query<{ id: string; sealed: string }>(
    "SELECT id, private_key_sealed AS sealed FROM cluster_key WHERE resource_class_id = $1 AND revoked_at IS NULL",
    [classId],
  );
  return rows.some(({ id, sealed }) => {
    const privateKey = open(installation.keyring, sealed, `cluster_key/${id}/private_key`);
    return timingSafeEqual(Buffer.from(reportKey({ classId, keys: { privateKey } })), Buffer.from(key));
  });
}

async function dropOldTokens(client: pg.PoolClient, resourceClassId: string): Promise<void> {
  await client.query(
    `DELETE FROM cluster_setup WHERE resource_class_id = $1 AND operation_id IS NULL AND created_at < now() - $2 * interval '1 hour'`,
    [resourceClassId, SETUP_TOKEN_HOURS],
  );
  const { rows } = await client.query<{ count: number }>(
    `SELECT count(*)::int AS count FROM cluster_setup WHERE resource_class_id = $1 AND created_at > now() - $2 * interval '1 hour'`,
    [resourceClassId, SETUP_TOKEN_HOURS],
  );
  if (rows[0]!.count >= MOST_TOKENS)
    throw new LimitError(`A class has at most ${MOST_TOKENS} tokens within ${SETUP_TOKEN_HOURS} hours.`);
}
