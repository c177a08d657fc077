import type pg from "pg";
import { EnvironmentNotFoundError } from "./errors.ts";

export interface EnvironmentRow {
  readonly id: string;
  /** Null: ships with Arena. */
  readonly organizationId: string | null;
  readonly name: string;
  readonly version: string;
  readonly valid: boolean;
  readonly invalidReason: string | null;
  readonly entryPoint: string | null;
  readonly entryPoints: readonly string[];
  readonly sourceSha256: string | null;
  readonly configuration: Record<string, unknown> | null;
  readonly validatedAt: Date | null;
  readonly profiledAt: Date | null;
}

const COLUMNS = `id, organization_id AS "organizationId", name, version, valid, invalid_reason AS "invalidReason",
  entry_point AS "entryPoint", entry_points AS "entryPoints", source_sha256 AS "sourceSha256", configuration,
  validated_at AS "validatedAt", profiled_at AS "profiledAt"`;

type Queryable = pg.Pool | pg.PoolClient;

/** An organization's own and those that ship with Arena; the newest of several versions first. */
export async function readEnvironments(
  client: Queryable,
  organizationId: string,
  { name, version }: { readonly name: string | null; readonly version: string | null },
): Promise<EnvironmentRow[]> {
  const { rows } = await client.query<EnvironmentRow>(
    `SELECT ${COLUMNS} FROM environment
     WHERE deleted_at IS NULL AND (organization_id = $1 OR organization_id IS NULL)
       AND ($2::text IS NULL OR name = $2) AND ($3::text IS NULL OR version = $3)
     ORDER BY name, organization_id NULLS LAST, created_at DESC, id DESC`,
    [organizationId, name, version],
  );
  return rows;
}

/** Without a version: the one that was uploaded last. */
export async function findEnvironment(
  client: Queryable,
  organizationId: string,
  name: string,
  version: string | null,
): Promise<EnvironmentRow> {
  const [found] = await readEnvironments(client, organizationId, { name, version });
  if (found === undefined) throw new EnvironmentNotFoundError(name, version);
  return found;
}

/** Of one transaction: nobody else changes which sources of the organization are in use. */
export async function lockSources(client: pg.PoolClient, organizationId: string): Promise<void> {
  await client.query("SELECT pg_advisory_xact_lock(hashtextextended('environment/' || $1::text, 0))", [organizationId]);
}
