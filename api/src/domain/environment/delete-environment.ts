import { inTransaction } from "@arena/database/client";
import type { Command } from "../command.ts";
import { NotAllowedError } from "../errors.ts";
import { recordActivity } from "../record-activity.ts";
import { EnvironmentNotFoundError } from "./errors.ts";
import { lockSources, readEnvironments, type EnvironmentRow } from "./environment-row.ts";
import { removeUnusedSources } from "./remove-unused-sources.ts";

/** Experiments that name it stay; their Train says that it is gone. Null as version: all of them. */
export async function deleteEnvironment(
  command: Command,
  { name, version }: { readonly name: string; readonly version: string | null },
): Promise<readonly EnvironmentRow[]> {
  const { organizationId } = command.viewer;
  const deleted = await inTransaction(command.database.pool, async (client) => {
    await lockSources(client, organizationId);
    const rows = await readEnvironments(client, organizationId, { name, version });
    if (rows[0] === undefined) throw new EnvironmentNotFoundError(name, version);
    if (rows[0].organizationId === null) throw new NotAllowedError(`${name} ships with Arena and cannot be deleted.`);
    const own = rows.filter((row) => row.organizationId !== null);
    await client.query("UPDATE environment SET deleted_at = now() WHERE id = ANY($1)", [own.map((row) => row.id)]);
    for (const row of own) {
      await recordActivity(client, command, {
        action: "environment.delete",
        subjectType: "Environment",
        subjectId: row.id,
        before: { name: row.name, version: row.version, sourceSha256: row.sourceSha256 },
      });
    }
    return own;
  });
  for (const sha256 of new Set(deleted.map((row) => row.sourceSha256))) {
    if (sha256 !== null) await removeUnusedSources(command, sha256);
  }
  return deleted;
}
