import { changeOnce } from "../change-once.ts";
import type { Command } from "../command.ts";
import { NotAllowedError, NotFoundError } from "../errors.ts";
import { recordActivity } from "../record-activity.ts";

/**
 * Only of a project that holds no experiments. The row stays, since deleted experiments name it. Whoever makes an
 * experiment locks its project first, so none comes between the look and the deletion.
 */
export function deleteProject(
  command: Command,
  input: { readonly projectId: string | null },
): Promise<{ projectId: string }> {
  return changeOnce(command, "deleteProject", input, async (client) => {
    const { rows } = await client.query<{ id: string; name: string }>(
      "SELECT id, name FROM project WHERE id = $1 AND organization_id = $2 AND deleted_at IS NULL FOR UPDATE",
      [input.projectId, command.viewer.organizationId],
    );
    const found = rows[0];
    if (found === undefined) throw new NotFoundError("project");
    const { rowCount } = await client.query(
      "SELECT FROM experiment WHERE project_id = $1 AND status NOT IN ('PENDING_DELETE', 'DELETED') LIMIT 1",
      [found.id],
    );
    if (rowCount !== 0) throw new NotAllowedError("The project holds experiments. Delete them first.");
    await client.query("UPDATE project SET deleted_at = now() WHERE id = $1", [found.id]);
    await recordActivity(client, command, {
      action: "project.delete",
      subjectType: "Project",
      subjectId: found.id,
      before: { name: found.name },
    });
    return { projectId: found.id };
  });
}
