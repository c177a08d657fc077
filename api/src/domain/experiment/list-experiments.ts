import { isStorableText } from "../storable-json.ts";
import type { Database } from "@arena/database/client";
import type { ExperimentStatus } from "@arena/workflows/contract/status";

export type ExperimentOrderField = "NAME" | "STATUS" | "CREATED_AT" | "UPDATED_AT";
export interface ExperimentPageRequest {
  readonly first: number;
  readonly after: string | null;
  readonly status: readonly ExperimentStatus[] | null;
  readonly text: string | null;
  readonly orderBy: { readonly field: ExperimentOrderField; readonly direction: "ASC" | "DESC" };
}
export interface Page {
  readonly edges: readonly { readonly id: string; readonly cursor: string }[];
  readonly hasNextPage: boolean;
}

/** What is sorted by, as text that compares like the value, so that one cursor fits all of them. */
const ORDER_KEY: Readonly<Record<ExperimentOrderField, string>> = {
  NAME: "lower(name)",
  STATUS: "array_position(enum_range(NULL::experiment_status), status)::text",
  CREATED_AT: `to_char(created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS')`,
  UPDATED_AT: `to_char(updated_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS')`,
};

const FILTER = `project_id = $1 AND status NOT IN ('PENDING_DELETE', 'DELETED')
  AND ($2::text[] IS NULL OR status::text = ANY($2)) AND ($3::text IS NULL OR position(lower($3) IN lower(name)) > 0)`;

export async function listExperiments(
  pool: Database["pool"],
  projectId: string,
  request: ExperimentPageRequest,
): Promise<Page> {
  const { field, direction } = request.orderBy;
  const key = ORDER_KEY[field];
  const after = request.after === null ? null : decodeCursor(request.after);
  const beyond = direction === "ASC" ? ">" : "<";
  const { rows } = await pool.query<{ id: string; key: string }>(
    `SELECT id, ${key} AS key FROM experiment
     WHERE ${FILTER} AND ($4::text IS NULL OR (${key} COLLATE "C", id) ${beyond} ($4 COLLATE "C", $5::uuid))
     ORDER BY ${key} COLLATE "C" ${direction}, id ${direction} LIMIT $6`,
    [projectId, request.status, storable(request.text), after?.key ?? null, after?.id ?? null, request.first + 1],
  );
  return {
    edges: rows.slice(0, request.first).map((row) => ({ id: row.id, cursor: encodeCursor(row) })),
    hasNextPage: rows.length > request.first,
  };
}

/** No name holds what cannot be stored, so a search for it finds nothing: U+FFFF is in none either. */
function storable(text: string | null | undefined): string | null {
  if (!text) return null;
  return isStorableText(text) ? text : "\uffff";
}

export async function countExperiments(
  pool: Database["pool"],
  projectId: string,
  filter: Pick<ExperimentPageRequest, "status" | "text">,
): Promise<number> {
  const { rows } = await pool.query<{ count: number }>(
    `SELECT count(*)::int AS count FROM experiment WHERE ${FILTER}`,
    [projectId, filter.status, storable(filter.text)],
  );
  return rows[0]?.count ?? 0;
}

function encodeCursor({ key, id }: { key: string; id: string }): string {
  return Buffer.from(JSON.stringify([key, id])).toString("base64url");
}

/** A cursor that is none of ours begins at the start, as if there were none. */
function decodeCursor(cursor: string): { key: string; id: string } | null {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(cursor, "base64url").toString("utf8"));
    if (!Array.isArray(parsed)) return null;
    const [key, id] = parsed as unknown[];
    return typeof key === "string" && typeof id === "string" && /^[0-9a-f-]{36}$/.test(id) ? { key, id } : null;
  } catch {
    return null;
  }
}
