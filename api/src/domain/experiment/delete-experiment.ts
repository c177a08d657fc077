import { changeOnce } from "../change-once.ts";
import type { Command } from "../command.ts";
import { recordActivity } from "../record-activity.ts";
import { lockExperiment, requireAction } from "./lock-experiment.ts";

/** Orders the deletion; the workflow moves the status, and waits for runs that resume from its checkpoints. */
export function deleteExperiment(
  command: Command,
  input: { readonly experimentId: string | null },
): Promise<{ experimentId: string }> {
  return changeOnce(command, "deleteExperiment", input, async (client) => {
    const experiment = await lockExperiment(client, command, input.experimentId);
    requireAction(experiment, "delete");
    await client.query("INSERT INTO outbox (kind, dedupe_key, payload) VALUES ('DELETE', $1, $2)", [
      `delete/${experiment.id}`,
      JSON.stringify({ experimentId: experiment.id }),
    ]);
    await recordActivity(client, command, {
      action: "experiment.delete",
      subjectType: "Experiment",
      subjectId: experiment.id,
      before: { name: experiment.name, status: experiment.status },
    });
    return { experimentId: experiment.id };
  });
}
