import { inTransaction } from "@arena/database/client";
import type { Command } from "../command.ts";
import { NotAllowedError } from "../errors.ts";
import { lockPerson, revokeActiveKey, storeApiKey, type MadeKey } from "./store-api-key.ts";

export function rotateApiKey(command: Command): Promise<MadeKey> {
  return inTransaction(command.database.pool, async (client) => {
    await lockPerson(client, command);
    if ((await revokeActiveKey(client, command)) === null) {
      throw new NotAllowedError("No key is active. Create one.");
    }
    return storeApiKey(client, command, "api_key.rotate");
  });
}
