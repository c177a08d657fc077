import type pg from "pg";
import type { Command } from "../command.ts";
import { ValidationError, type FieldFault } from "../errors.ts";
import { environmentOf } from "./implementation-fault.ts";
import { readEnvironments } from "./environment-row.ts";

const NAME_PATH = "manifest.environment.name";

/** A draft may name an environment that the organization has uploaded, also one that no trainer here can run: Train says so. */
export async function refuseDraftFaults(
  client: pg.Pool | pg.PoolClient,
  { viewer }: Pick<Command, "viewer">,
  manifest: unknown,
  faults: readonly FieldFault[],
): Promise<void> {
  if (faults.length === 0) return;
  const name = environmentOf(manifest)?.name;
  const known =
    name !== undefined &&
    faults.some((fault) => fault.path === NAME_PATH) &&
    (await readEnvironments(client, viewer.organizationId, { name, version: null })).length > 0;
  const left = known ? faults.filter((fault) => fault.path !== NAME_PATH) : faults;
  if (left.length > 0) throw new ValidationError(left);
}
