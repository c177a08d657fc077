import { createHash } from "node:crypto";
import type pg from "pg";
import { inTransaction } from "@arena/database/client";
import { canonicalJson } from "./canonical-json.ts";
import type { Command } from "./command.ts";
import { IdempotencyKeyReusedError, ValidationError } from "./errors.ts";
import { isStorableText } from "./storable-json.ts";

const MAX_KEY_LENGTH = 200;

/**
 * Runs the change in one transaction, and with an idempotency key only once in 24 hours: a repetition gets the answer
 * of the first, one with another input is refused. What fails is not remembered: it changed nothing.
 * Two at the same time: the second waits for the first's row.
 */
export function changeOnce<Result extends object>(
  command: Command,
  mutation: string,
  input: unknown,
  change: (client: pg.PoolClient) => Promise<Result>,
): Promise<Result> {
  const { idempotencyKey: key, viewer, database } = command;
  if (key === null) return inTransaction(database.pool, change);
  if (key === "" || key.length > MAX_KEY_LENGTH || !isStorableText(key)) {
    throw new ValidationError([
      { path: "idempotencyKey", message: `must have 1 to ${MAX_KEY_LENGTH} characters that can be stored` },
    ]);
  }
  const row = [viewer.organizationId, viewer.personId, mutation, key];
  const hash = createHash("sha256").update(canonicalJson(input)).digest("hex");
  return inTransaction(database.pool, async (client) => {
    await client.query(
      `DELETE FROM idempotency WHERE organization_id = $1 AND person_id = $2 AND mutation = $3 AND key = $4
         AND created_at < now() - interval '24 hours'`,
      row,
    );
    const { rowCount } = await client.query(
      `INSERT INTO idempotency (organization_id, person_id, mutation, key, input_hash) VALUES ($1, $2, $3, $4, $5)
       ON CONFLICT DO NOTHING`,
      [...row, hash],
    );
    if (rowCount === 0) return earlierAnswer<Result>(client, row, hash);
    const result = await change(client);
    await client.query(
      `UPDATE idempotency SET result = $5
       WHERE organization_id = $1 AND person_id = $2 AND mutation = $3 AND key = $4`,
      [...row, JSON.stringify(result)],
    );
    return result;
  });
}

async function earlierAnswer<Result>(client: pg.PoolClient, row: readonly string[], hash: string): Promise<Result> {
  const { rows } = await client.query<{ input_hash: string; result: Result }>(
    `SELECT input_hash, result FROM idempotency
     WHERE organization_id = $1 AND person_id = $2 AND mutation = $3 AND key = $4`,
    [...row],
  );
  const earlier = rows[0];
  if (earlier === undefined || earlier.input_hash !== hash) throw new IdempotencyKeyReusedError();
  return earlier.result;
}
