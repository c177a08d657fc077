import type { Command } from "../../domain/command.ts";
import { requireOnPremManager } from "../../domain/on-prem/require-on-prem-manager.ts";
import { listResourceClasses } from "../../domain/organization/list-pages.ts";
import { formatMemory } from "../../domain/resource-class/memory.ts";
import { notFound } from "../client-error.ts";

export interface ClassRow {
  readonly id: string;
  readonly name: string;
  readonly nodes: number;
  readonly enabled: boolean;
  readonly description: string;
  readonly cpus: number | null;
  readonly gpus: number | null;
  readonly memoryBytes: number | null;
}

const PAGE = 1_000;

/** All on-prem classes, in the order in which they were made; also while the provider is disabled. */
export async function readClasses({ database, viewer }: Command): Promise<ClassRow[]> {
  requireOnPremManager(viewer);
  const ids: string[] = [];
  for (let more = true; more;) {
    const after = ids.at(-1) ?? null;
    const page = await listResourceClasses(database, viewer.organizationId, PAGE, after, { kind: "ON_PREM" });
    ids.push(...page.ids);
    more = page.hasNextPage;
  }
  return readRows({ database }, ids);
}

async function readRows({ database }: Pick<Command, "database">, ids: readonly string[]): Promise<ClassRow[]> {
  const { rows } = await database.pool.query<ClassRow>(
    `SELECT id, name, nodes, enabled, description, cpus, gpus, memory_bytes AS "memoryBytes"
     FROM resource_class WHERE id = ANY($1::uuid[]) ORDER BY id`,
    [ids],
  );
  return rows;
}

/** By its exact name, as the client compares. */
export async function findClass({ database, viewer }: Command, name: string): Promise<ClassRow> {
  requireOnPremManager(viewer);
  const { rows } = await database.pool.query<{ id: string }>(
    "SELECT id FROM resource_class WHERE organization_id = $1 AND name = $2 AND kind = 'ON_PREM' AND deleted_at IS NULL",
    [viewer.organizationId, name],
  );
  const found = rows[0] === undefined ? undefined : (await readRows({ database }, [rows[0].id]))[0];
  if (found === undefined) throw notFound("Resource class", name);
  return found;
}

/** Null in `computeResource`: the worker takes the whole host. */
export function present(row: ClassRow) {
  return {
    name: row.name,
    num_nodes: row.nodes,
    enabled: row.enabled,
    description: row.description,
    metadata: {
      computeResource: {
        numCpus: row.cpus,
        numGpus: row.gpus,
        memoryBytes: row.memoryBytes === null ? null : formatMemory(row.memoryBytes),
      },
    },
  };
}
