import type { Database } from "@arena/database/client";

export interface IdPage {
  readonly ids: readonly string[];
  readonly hasNextPage: boolean;
}

export interface ResourceClassFilter {
  readonly kind?: "LOCAL" | "ON_PREM" | null;
  /** Only what an experiment may choose now: enabled, of this machine or of a cluster that is enabled. */
  readonly offered?: boolean | null;
}

const OFFERED = "AND enabled AND cluster_is_enabled(resource_class)";

/** In the order in which they were made; ids are UUIDs of version 7, so an id is its own cursor. */
export function listResourceClasses(
  database: Database,
  organizationId: string,
  first: number,
  after: string | null,
  { kind = null, offered }: ResourceClassFilter = {},
): Promise<IdPage> {
  const condition = `AND deleted_at IS NULL AND ($4::resource_class_kind IS NULL OR kind = $4) ${offered ? OFFERED : ""}`;
  return page(database, "resource_class", ">", "ASC", [organizationId, after, first + 1, kind], condition);
}

/** Newest first. */
export function listActivity(
  database: Database,
  organizationId: string,
  first: number,
  after: string | null,
): Promise<IdPage> {
  return page(database, "activity_record", "<", "DESC", [organizationId, after, first + 1]);
}

async function page(
  { pool }: Database,
  table: "resource_class" | "activity_record",
  beyond: "<" | ">",
  direction: "ASC" | "DESC",
  values: [organizationId: string, after: string | null, limit: number, ...more: unknown[]],
  condition = "",
): Promise<IdPage> {
  const { rows } = await pool.query<{ id: string }>(
    `SELECT id FROM ${table} WHERE organization_id = $1 AND ($2::text IS NULL OR id::text ${beyond} $2) ${condition}
     ORDER BY id ${direction} LIMIT $3`,
    values,
  );
  const first = values[2] - 1;
  return { ids: rows.slice(0, first).map((row) => row.id), hasNextPage: rows.length > first };
}
