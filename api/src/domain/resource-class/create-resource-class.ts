import type pg from "pg";
import { v7 as uuidv7 } from "uuid";
import { changeOnce } from "../change-once.ts";
import { orNameTaken } from "../check-name.ts";
import { insertClusterKey } from "../cluster-key/insert-cluster-key.ts";
import type { Command } from "../command.ts";
import { NotAllowedError } from "../errors.ts";
import { readProvider } from "../on-prem/provider.ts";
import { requireOnPremManager } from "../on-prem/require-on-prem-manager.ts";
import { recordActivity } from "../record-activity.ts";
import { checkShape, DEFAULT_SHAPE, type GivenShape, type Shape } from "./check-shape.ts";
import { checkSlug, takenBy } from "./slug.ts";

export interface CreateResourceClassInput extends GivenShape {
  readonly name: string;
  readonly nodes: number;
}

/** An on-prem class with its first keys. */
export function createResourceClass(
  command: Command,
  input: CreateResourceClassInput,
): Promise<{ resourceClassId: string }> {
  requireOnPremManager(command.viewer);
  const shape = checkShape(input, DEFAULT_SHAPE);
  const slug = checkSlug(shape.name);
  return changeOnce(command, "createResourceClass", input, async (client) => {
    if ((await readProvider(client, command.viewer.organizationId)) === null)
      throw new NotAllowedError("There is no on-prem training cluster yet. Enable it first.");
    const resourceClassId = uuidv7();
    await insertClass(client, command, resourceClassId, shape, slug);
    const key = await insertClusterKey(client, command.installation, resourceClassId);
    await recordActivity(client, command, {
      action: "resource_class.create",
      subjectType: "ResourceClass",
      subjectId: resourceClassId,
      after: { ...shape, slug, tunnelAddress: key.tunnelAddress },
    });
    return { resourceClassId };
  });
}

/** One run at a time on each worker node. */
async function insertClass(
  client: pg.PoolClient,
  { viewer }: Command,
  id: string,
  shape: Shape,
  slug: string,
): Promise<void> {
  const taken = await takenBy(client, viewer.organizationId, { name: shape.name, slug });
  if (taken !== null) throw taken;
  const insert = () =>
    client.query(
      `INSERT INTO resource_class (id, organization_id, name, slug, kind, enabled, description, nodes, cpus, gpus, memory_bytes, capacity)
       VALUES ($1, $2, $3, $4, 'ON_PREM', $5, $6, $7, $8, $9, $10, $7)`,
      [
        id,
        viewer.organizationId,
        shape.name,
        slug,
        shape.enabled,
        shape.description,
        shape.nodes,
        shape.cpus,
        shape.gpus,
        shape.memoryBytes,
      ],
    );
  await orNameTaken("resource_class_slug", shape.name, () => orNameTaken("resource_class_name", shape.name, insert));
}
