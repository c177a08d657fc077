import { inTransaction } from "@arena/database/client";
import type { Command } from "../command.ts";
import { NotAllowedError } from "../errors.ts";
import { recordActivity } from "../record-activity.ts";
import { lockPerson, revokeActiveKey } from "./store-api-key.ts";

export function revokeApiKey(command: Command): Promise<{ apiKeyId: string }> {
  return inTransaction(command.database.pool, async (client) => {
    await lockPerson(client, command);
    const apiKeyId = await revokeActiveKey(client, command);
    if (apiKeyId === null) throw new NotAllowedError("No key is active.");
    await recordActivity(client, command, { action: "api_key.revoke", subjectType: "ApiKey", subjectId: apiKeyId });
    return { apiKeyId };
  });
}
