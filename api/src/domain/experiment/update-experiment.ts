import type pg from "pg";
import { appendProjectEvent } from "@arena/database/run-events";
import { changeOnce } from "../change-once.ts";
import { checkName, orNameTaken } from "../check-name.ts";
import type { Command } from "../command.ts";
import { refuseDraftFaults } from "../environment/refuse-draft-faults.ts";
import { recordActivity } from "../record-activity.ts";
import { checkManifest } from "./check-manifest.ts";
import { checkResourceClass } from "./check-resource-class.ts";
import { lockExperiment, requireAction, type LockedExperiment } from "./lock-experiment.ts";

/** Undefined: stays as it is. */
export interface UpdateExperimentInput {
  readonly experimentId: string | null;
  readonly name: string | undefined;
  readonly manifest: unknown;
  readonly resourceClassId: string | null | undefined;
}

export function updateExperiment(command: Command, input: UpdateExperimentInput): Promise<{ experimentId: string }> {
  const name = input.name === undefined ? undefined : checkName(input.name);
  const checked = input.manifest === undefined ? undefined : checkManifest(input.manifest);
  return changeOnce(command, "updateExperiment", input, async (client) => {
    const before = await lockExperiment(client, command, input.experimentId);
    requireAction(before, "edit");
    await refuseDraftFaults(client, command, input.manifest, checked?.draftFaults ?? []);
    if (input.resourceClassId !== undefined) await checkResourceClass(client, command, input.resourceClassId);
    const after = {
      name: name ?? before.name,
      manifest: checked === undefined ? before.manifest : (input.manifest as Record<string, unknown>),
      resourceClassId: input.resourceClassId === undefined ? before.resourceClassId : input.resourceClassId,
    };
    await write(client, before.id, after, checked === undefined ? null : JSON.stringify(checked.warnings));
    await appendProjectEvent(client, before.projectId, before.id);
    await recordActivity(client, command, {
      action: "experiment.update",
      subjectType: "Experiment",
      subjectId: before.id,
      before: { name: before.name, manifest: before.manifest, resourceClassId: before.resourceClassId },
      after,
    });
    return { experimentId: before.id };
  });
}

async function write(
  client: pg.PoolClient,
  id: string,
  after: Pick<LockedExperiment, "name" | "manifest" | "resourceClassId">,
  warnings: string | null,
): Promise<void> {
  await orNameTaken("experiment_name", after.name, () =>
    client.query(
      `UPDATE experiment SET name = $2, manifest = $3, resource_class_id = $4,
         warnings = coalesce($5::jsonb, warnings), updated_at = now() WHERE id = $1`,
      [id, after.name, JSON.stringify(after.manifest), after.resourceClassId, warnings],
    ),
  );
}
