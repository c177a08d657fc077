import type { Command } from "../command.ts";
import { findEnvironment, readEnvironments, type EnvironmentRow } from "./environment-row.ts";

type Asker = Pick<Command, "database" | "viewer">;

/** Own ones, and those that ship with Arena when asked for. */
export async function listEnvironments(
  { database, viewer }: Asker,
  { name, withShipped }: { readonly name: string | null; readonly withShipped: boolean },
): Promise<readonly EnvironmentRow[]> {
  const rows = await readEnvironments(database.pool, viewer.organizationId, { name, version: null });
  return rows.filter((row) => withShipped || row.organizationId !== null);
}

export async function environmentExists(
  { database, viewer }: Asker,
  wanted: { readonly name: string; readonly version: string | null },
): Promise<boolean> {
  return (await readEnvironments(database.pool, viewer.organizationId, wanted)).length > 0;
}

/** Of uploaded source; what ships with Arena has none. */
export async function entryPointsOf(
  { database, viewer }: Asker,
  { name, version }: { readonly name: string; readonly version: string | null },
): Promise<readonly string[]> {
  return (await findEnvironment(database.pool, viewer.organizationId, name, version)).entryPoints;
}
