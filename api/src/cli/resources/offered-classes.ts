import type { Command } from "../../domain/command.ts";
import { listResourceClasses } from "../../domain/organization/list-pages.ts";

export interface OfferedClass {
  readonly id: string;
  readonly name: string;
  readonly isDefault: boolean;
  readonly cpus: number | null;
  readonly gpus: number | null;
  readonly memoryBytes: number | null;
}

const PAGE = 1_000;

/** What an experiment may choose now, in the order in which the classes were made. */
export async function findOfferedClasses({ database, viewer }: Command): Promise<OfferedClass[]> {
  const ids: string[] = [];
  for (let more = true; more;) {
    const after = ids.at(-1) ?? null;
    const page = await listResourceClasses(database, viewer.organizationId, PAGE, after, { offered: true });
    ids.push(...page.ids);
    more = page.hasNextPage;
  }
  const { rows } = await database.pool.query<OfferedClass>(
    `SELECT c.id, c.name, c.cpus, c.gpus, c.memory_bytes AS "memoryBytes",
       c.id IS NOT DISTINCT FROM o.default_resource_class_id AS "isDefault"
     FROM resource_class c JOIN organization o ON o.id = c.organization_id WHERE c.id = ANY($1::uuid[]) ORDER BY c.id`,
    [ids],
  );
  return rows;
}
