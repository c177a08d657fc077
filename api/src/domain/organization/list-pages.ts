import type { Database } from "@arena/database/client";

export interface IdPage {
  readonly ids: readonly string[];
  readonly hasNextPage: boolean;
}

/** In the order in which they were made; ids are UUIDs of version 7, so an id is its own cursor. */
export function listResourceClasses(database: Database, organizationId: string, first: number, after: string | null) {
  return page(database, "resource_class", ">", "ASC", organizationId, first, after);
}

/** Newest first. */
export function listActivity(database: Database, organizationId: string, first: number, after: string | null) {
  return page(database, "activity_record", "<", "DESC", organizationId, first, after);
}

async function page(
  { pool }: Database,
  table: "resource_class" | "activity_record",
  beyond: "<" | ">",
  direction: "ASC" | "DESC",
  organizationId: string,
  first: number,
  after: string | null,
): Promise<IdPage> {
  const { rows } = await pool.query<{ id: string }>(
    `SELECT id FROM ${table} WHERE organization_id = $1 AND ($2::text IS NULL OR id::text ${beyond} $2)
     ORDER BY id ${direction} LIMIT $3`,
    [organizationId, after, first + 1],
  );
  return { ids: rows.slice(0, first).map((row) => row.id), hasNextPage: rows.length > first };
}
