import { changeOnce } from "../change-once.ts";
import { orNameTaken } from "../check-name.ts";
import type { Command } from "../command.ts";
import { NotAllowedError } from "../errors.ts";
import { requireOnPremManager } from "../on-prem/require-on-prem-manager.ts";
import { recordActivity } from "../record-activity.ts";
import { checkShape, type GivenShape, type Shape } from "./check-shape.ts";
import { lockResourceClass, type LockedClass } from "./lock-resource-class.ts";
import { checkSlug, takenBy } from "./slug.ts";

export interface UpdateResourceClassInput extends GivenShape {
  readonly resourceClassId: string | null;
}

export function updateResourceClass(
  command: Command,
  input: UpdateResourceClassInput,
): Promise<{ resourceClassId: string }> {
  requireOnPremManager(command.viewer);
  return changeOnce(command, "updateResourceClass", input, async (client) => {
    const before = await lockResourceClass(client, command, input.resourceClassId);
    const after = checkShape(input, before);
    const renamed = after.name !== before.name;
    if (renamed && before.bundleIssuedAt !== null)
      throw new NotAllowedError("The name cannot change any more: it is in a bundle that was issued.");
    const slug = renamed ? checkSlug(after.name) : before.slug;
    const change = changeOf(before, { ...after, slug });
    if (Object.keys(change.after).length === 0) return { resourceClassId: before.id };
    const taken = await takenBy(client, command.viewer.organizationId, { name: after.name, slug }, before.id);
    if (taken !== null) throw taken;
    await orNameTaken("resource_class_name", after.name, () =>
      client.query(
        `UPDATE resource_class SET name = $2, slug = $3, enabled = $4, description = $5, nodes = $6, cpus = $7, gpus = $8,
           memory_bytes = $9, capacity = $6, updated_at = now() WHERE id = $1`,
        [
          before.id,
          after.name,
          slug,
          after.enabled,
          after.description,
          after.nodes,
          after.cpus,
          after.gpus,
          after.memoryBytes,
        ],
      ),
    );
    await recordActivity(client, command, {
      action: "resource_class.update",
      subjectType: "ResourceClass",
      subjectId: before.id,
      ...change,
    });
    return { resourceClassId: before.id };
  });
}

function changeOf(
  before: LockedClass,
  after: Shape & { slug: string },
): { before: Record<string, unknown>; after: Record<string, unknown> } {
  const changed = Object.entries(after).filter(([key, value]) => before[key as keyof LockedClass] !== value);
  return {
    before: Object.fromEntries(changed.map(([key]) => [key, before[key as keyof LockedClass]])),
    after: Object.fromEntries(changed),
  };
}
