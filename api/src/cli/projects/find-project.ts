import type { Command } from "../../domain/command.ts";
import { ClientError, notFound } from "../client-error.ts";

export interface NamedProject {
  readonly id: string;
  readonly name: string;
}

/** By name within the caller's organization. Without a name it is the only one there is, if there is only one. */
export async function findProject({ database, viewer }: Command, name: string | null): Promise<NamedProject> {
  const { rows } = await database.pool.query<NamedProject>(
    `SELECT id, name FROM project WHERE organization_id = $1 AND deleted_at IS NULL AND ($2::text IS NULL OR lower(name) = lower($2))
     ORDER BY created_at LIMIT 21`,
    [viewer.organizationId, name?.trim() ?? null],
  );
  const only = rows[0];
  if (only !== undefined && rows.length === 1) return only;
  if (name !== null) throw notFound("Project", name);
  if (only === undefined)
    throw new ClientError(400, "VALIDATION", "project: there is no project yet. Create one first.");
  const names = rows.slice(0, 20).map((row) => `'${row.name}'`);
  const list = `${names.join(", ")}${rows.length > 20 ? ", …" : ""}`;
  throw new ClientError(400, "VALIDATION", `project: name one with --project. There are ${list}.`);
}
