import type pg from "pg";
import { CATALOGUE, findEnvironment as findInCatalogue } from "../../../../trainers/classic/src/catalogue.ts";
import { EnvironmentNotFoundError } from "./errors.ts";
import { readEnvironments, type EnvironmentRow } from "./environment-row.ts";
import type { EnvironmentWorkshop } from "./workshop.ts";

type Row = Pick<EnvironmentRow, "organizationId" | "name" | "version" | "valid" | "invalidReason" | "sourceSha256">;

export function sourceMissing({ name, version }: Pick<Row, "name" | "version">): string {
  return `The source of ${name}:${version} is missing on this server. Upload it again.`;
}

/** What a manifest names; null where it names none yet. */
export function environmentOf(manifest: unknown): { readonly name: string; readonly version: string | null } | null {
  const section = (manifest as { environment?: { name?: unknown; version?: unknown } | null } | null)?.environment;
  if (typeof section?.name !== "string") return null;
  const version = section.version;
  return {
    name: section.name,
    version: typeof version === "string" || typeof version === "number" ? `${version}` : null,
  };
}

/**
 * Why nothing can train on the environment that the manifest names, or null. The one place: Train checks it, clients
 * show it. `rows`: all of that name, an organization's own first, the newest first.
 */
export async function implementationFault(
  workshop: EnvironmentWorkshop,
  manifest: unknown,
  rows: readonly Row[],
): Promise<string | null> {
  const wanted = environmentOf(manifest);
  if (wanted === null) return null;
  const shipped = findInCatalogue(wanted.name) !== undefined;
  const fitting = rows.filter((row) => shipped || wanted.version === null || row.version === wanted.version);
  const row = fitting[0];
  if (row === undefined) return shipped ? null : new EnvironmentNotFoundError(wanted.name, wanted.version).message;
  const { name, version, organizationId, sourceSha256 } = row;
  if (organizationId === null) {
    return row.valid ? null : (row.invalidReason ?? `The environment ${name} has no valid implementation.`);
  }
  if (!row.valid) return `The environment ${name}:${version} cannot be trained on. ${row.invalidReason ?? ""}`.trim();
  if (sourceSha256 === null || !(await workshop.has(organizationId, sourceSha256))) return sourceMissing(row);
  return needsOtherTrainer(row);
}

export async function readImplementationFault(
  client: pg.Pool | pg.PoolClient,
  {
    workshop,
    viewer,
  }: { readonly workshop: EnvironmentWorkshop; readonly viewer: { readonly organizationId: string } },
  manifest: unknown,
): Promise<string | null> {
  const name = environmentOf(manifest)?.name;
  if (name === undefined) return null;
  return implementationFault(
    workshop,
    manifest,
    await readEnvironments(client, viewer.organizationId, { name, version: null }),
  );
}

/** Said before anything starts, since no class of this installation has such a trainer. */
function needsOtherTrainer({ name, version }: Row): string {
  return (
    `The environment ${name}:${version} is a custom one, in Python. It needs a resource class whose trainer runs ` +
    `Gymnasium environments; the trainer “${CATALOGUE.trainer.name}” of this server runs its own only ` +
    `(${CATALOGUE.environments.map((each) => each.name).join(", ")}).`
  );
}
