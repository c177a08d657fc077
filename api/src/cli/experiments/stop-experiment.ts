import { haltExperiment } from "../../domain/experiment/halt-experiment.ts";
import { json } from "../answer.ts";
import type { Endpoint } from "../endpoint.ts";
import { findExperiment } from "./find-experiment.ts";

/** With a checkpoint first, as `Stop training` does; answered as soon as the halt is durable. */
export const stopExperiment: Endpoint = {
  method: "POST",
  path: "/api/cli/v1/experiments/jobs/stop",
  permission: "experiment:halt",
  async handle({ command, body }) {
    const experiment = await findExperiment(command, body);
    await haltExperiment(command, { experimentId: experiment.id, mode: "SAVE", force: false });
    return json({ stopping: true, experiment_name: experiment.name });
  },
};
