import { inTransaction } from "@arena/database/client";
import type { Command } from "../command.ts";
import { NotAllowedError } from "../errors.ts";
import { lockPerson, storeApiKey, type MadeKey } from "./store-api-key.ts";

/** Not repeated by idempotency key: the answer holds a secret, which is kept nowhere. A repetition finds a key active. */
export function createApiKey(command: Command): Promise<MadeKey> {
  return inTransaction(command.database.pool, async (client) => {
    await lockPerson(client, command);
    const { rowCount } = await client.query("SELECT FROM api_key WHERE person_id = $1 AND revoked_at IS NULL", [
      command.viewer.personId,
    ]);
    if (rowCount !== 0) throw new NotAllowedError("A key is active already. Rotate it, or revoke it first.");
    return storeApiKey(client, command, "api_key.create");
  });
}
