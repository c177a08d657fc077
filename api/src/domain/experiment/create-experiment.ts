import type pg from "pg";
import { changeOnce } from "../change-once.ts";
import { checkName } from "../check-name.ts";
import type { Command } from "../command.ts";
import { refuseDraftFaults } from "../environment/refuse-draft-faults.ts";
import { NotFoundError } from "../errors.ts";
import { checkManifest } from "./check-manifest.ts";
import { checkResourceClass } from "./check-resource-class.ts";
import { insertExperiment } from "./insert-experiment.ts";

export interface CreateExperimentInput {
  readonly projectId: string | null;
  readonly name: string;
  readonly manifest: unknown;
  readonly resourceClassId: string | null;
}

export function createExperiment(command: Command, input: CreateExperimentInput): Promise<{ experimentId: string }> {
  const name = checkName(input.name);
  const { draftFaults, warnings } = checkManifest(input.manifest);
  return changeOnce(command, "createExperiment", input, async (client) => {
    await refuseDraftFaults(client, command, input.manifest, draftFaults);
    const projectId = await lockProject(client, command, input.projectId);
    await checkResourceClass(client, command, input.resourceClassId);
    const experimentId = await insertExperiment(client, command, {
      projectId,
      name,
      manifest: input.manifest as Record<string, unknown>,
      warnings,
      resourceClassId: input.resourceClassId,
      parent: null,
      action: "experiment.create",
    });
    return { experimentId };
  });
}

/** Locked, so that it is not deleted before the experiment is in it. */
export async function lockProject(client: pg.PoolClient, command: Command, projectId: string | null): Promise<string> {
  const { rows } = await client.query<{ id: string }>(
    "SELECT id FROM project WHERE id = $1 AND organization_id = $2 AND deleted_at IS NULL FOR NO KEY UPDATE",
    [projectId, command.viewer.organizationId],
  );
  if (rows[0] === undefined) throw new NotFoundError("project");
  return rows[0].id;
}
