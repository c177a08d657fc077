import { json } from "../answer.ts";
import type { Endpoint } from "../endpoint.ts";

/** Rows must have all three keys, or the client dies. */
export const listProjects: Endpoint = {
  method: "GET",
  path: "/api/cli/v1/projects",
  permission: "project:read",
  async handle({ command: { database, viewer } }) {
    const { rows } = await database.pool.query<{ name: string; type: string; description: string | null }>(
      `SELECT name, initcap(kind::text) AS type, nullif(description, '') AS description
       FROM project WHERE organization_id = $1 AND deleted_at IS NULL ORDER BY created_at DESC, id DESC`,
      [viewer.organizationId],
    );
    return json(rows);
  },
};
