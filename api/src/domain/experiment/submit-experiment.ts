import { changeOnce } from "../change-once.ts";
import { checkName } from "../check-name.ts";
import type { Command } from "../command.ts";
import { ValidationError } from "../errors.ts";
import { carryOutStart } from "./carry-out-start.ts";
import { checkEnvironment } from "./check-environment.ts";
import { checkManifest, underManifest } from "./check-manifest.ts";
import { chooseResourceClass } from "./choose-resource-class.ts";
import { lockProject, type CreateExperimentInput } from "./create-experiment.ts";
import { insertExperiment } from "./insert-experiment.ts";
import { orderStart } from "./order-start.ts";

/** Create and Train in one: everything is checked, and a taken name found, before there is anything; else there is nothing. */
export async function submitExperiment(
  command: Command,
  input: CreateExperimentInput,
): Promise<{ experimentId: string; runId: string }> {
  const name = checkName(input.name);
  const { resolution, warnings } = checkManifest(input.manifest);
  const resolved = resolution.manifest;
  // An environment that is unknown here, or a custom one, has a reason of its own.
  if (resolved === null) await checkEnvironment(command.database.pool, command, input.manifest);
  if (resolved === null) throw new ValidationError(underManifest(resolution.errors));
  const ordered = await changeOnce(command, "submitExperiment", input, async (client) => {
    await checkEnvironment(client, command, resolved);
    const resourceClass = await chooseResourceClass(client, command, input.resourceClassId);
    const projectId = await lockProject(client, command, input.projectId);
    const manifest = input.manifest as Record<string, unknown>;
    const { resourceClassId } = input;
    const draft = { projectId, name, manifest, warnings, resourceClassId, parent: null };
    const experimentId = await insertExperiment(client, command, { ...draft, action: "experiment.create" });
    const start = { experimentId, projectId, runCount: 0, resourceClass, manifest: resolved, checkpoint: null };
    return orderStart(client, command, start);
  });
  return carryOutStart(command, ordered);
}
