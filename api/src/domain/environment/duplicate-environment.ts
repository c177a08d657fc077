import { v7 as uuidv7 } from "uuid";
import { inTransaction } from "@arena/database/client";
import { orNameTaken } from "../check-name.ts";
import type { Command } from "../command.ts";
import { NotAllowedError } from "../errors.ts";
import { recordActivity } from "../record-activity.ts";
import { checkVersion } from "./checked-input.ts";
import { findEnvironment, lockSources } from "./environment-row.ts";
import { refuseTooMany } from "./refuse-too-many.ts";

/** The same source under another version: what was found out about it still holds. */
export function duplicateEnvironment(
  command: Command,
  input: { readonly name: string; readonly version: string | null; readonly newVersion: string },
): Promise<{ readonly name: string; readonly version: string; readonly sourceVersion: string }> {
  const version = checkVersion(input.newVersion, "new_version_name");
  const { organizationId, personId } = command.viewer;
  return inTransaction(command.database.pool, async (client) => {
    await lockSources(client, organizationId);
    const row = await findEnvironment(client, organizationId, input.name, input.version);
    if (row.organizationId === null)
      throw new NotAllowedError(`${row.name} ships with Arena and cannot be duplicated.`);
    await refuseTooMany(client, organizationId);
    const id = uuidv7();
    await orNameTaken("environment_name", `${row.name}:${version}`, () =>
      client.query(
        `INSERT INTO environment (id, organization_id, name, version, category, observation_type, action_type,
           algorithms, valid, invalid_reason, description, multi_agent, entry_point, source_sha256, source_size_bytes,
           requirements, configuration, entry_points, validated_at, profiled_at, profile, created_by)
         SELECT $2, organization_id, name, $3, category, observation_type, action_type,
           algorithms, valid, invalid_reason, description, multi_agent, entry_point, source_sha256, source_size_bytes,
           requirements, configuration, entry_points, validated_at, profiled_at, profile, $4
         FROM environment WHERE id = $1`,
        [row.id, id, version, personId],
      ),
    );
    await recordActivity(client, command, {
      action: "environment.duplicate",
      subjectType: "Environment",
      subjectId: id,
      after: { name: row.name, version, sourceVersion: row.version },
    });
    return { name: row.name, version, sourceVersion: row.version };
  });
}
