import { changeOnce } from "../change-once.ts";
import type { Command } from "../command.ts";
import { readImplementationFault } from "../environment/implementation-fault.ts";
import { ValidationError } from "../errors.ts";
import { carryOutStart } from "./carry-out-start.ts";
import { checkManifest, underManifest } from "./check-manifest.ts";
import { chooseResourceClass } from "./choose-resource-class.ts";
import { lockExperiment, requireAction } from "./lock-experiment.ts";
import { orderStart } from "./order-start.ts";

export async function trainExperiment(
  command: Command,
  input: { readonly experimentId: string | null },
): Promise<{ experimentId: string; runId: string }> {
  const ordered = await changeOnce(command, "trainExperiment", input, async (client) => {
    const experiment = await lockExperiment(client, command, input.experimentId);
    requireAction(experiment, "train", await readImplementationFault(client, command, experiment.manifest));
    const { manifest, errors } = checkManifest(experiment.manifest).resolution;
    if (manifest === null) throw new ValidationError(underManifest(errors));
    const resourceClass = await chooseResourceClass(client, command, experiment.resourceClassId);
    return orderStart(client, command, {
      experimentId: experiment.id,
      projectId: experiment.projectId,
      runCount: experiment.runCount,
      resourceClass,
      manifest,
      checkpoint: null,
    });
  });
  return carryOutStart(command, ordered);
}
