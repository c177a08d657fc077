import { changeOnce } from "../change-once.ts";
import type { Command } from "../command.ts";
import { NotAllowedError, NotFoundError } from "../errors.ts";
import { recordActivity } from "../record-activity.ts";

/** Marks it; its files are removed by the home that holds them. */
export function deleteCheckpoint(
  command: Command,
  input: { readonly checkpointId: string | null },
): Promise<{ checkpointId: string }> {
  return changeOnce(command, "deleteCheckpoint", input, async (client) => {
    const { rows } = await client.query<{ id: string; step: number; sha256: string }>(
      `SELECT id, step, sha256 FROM checkpoint
       WHERE id = $1 AND organization_id = $2 AND state = 'LIVE' FOR NO KEY UPDATE`,
      [input.checkpointId, command.viewer.organizationId],
    );
    const checkpoint = rows[0];
    if (checkpoint === undefined) throw new NotFoundError("checkpoint");
    // A second statement: pins made while this waited for the lock are seen.
    const { rowCount: pins } = await client.query("SELECT FROM checkpoint_pin WHERE checkpoint_id = $1", [
      checkpoint.id,
    ]);
    if (pins !== 0) throw new NotAllowedError("A run that resumes from it still needs it.");
    await client.query("UPDATE checkpoint SET state = 'DELETING' WHERE id = $1", [checkpoint.id]);
    await recordActivity(client, command, {
      action: "checkpoint.delete",
      subjectType: "Checkpoint",
      subjectId: checkpoint.id,
      before: { step: checkpoint.step, sha256: checkpoint.sha256 },
    });
    return { checkpointId: checkpoint.id };
  });
}
