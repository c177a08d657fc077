import { newestCompleteCheckpoint } from "../../domain/checkpoint/newest-complete.ts";
import { NotAllowedError, ValidationError } from "../../domain/errors.ts";
import { resumeExperiment as resume } from "../../domain/experiment/resume-experiment.ts";
import { json } from "../answer.ts";
import type { Endpoint } from "../endpoint.ts";
import { findExperiment } from "./find-experiment.ts";

/** The client names no new experiment: a new run of the same one, from its newest complete checkpoint, never from 0. */
export const resumeExperiment: Endpoint = {
  method: "POST",
  path: "/api/cli/v1/experiments/jobs/resume",
  permission: "experiment:resume",
  async handle({ command, body }) {
    const maxSteps = body.optionalInteger("max_steps", 1);
    if (maxSteps === null) throw new ValidationError([{ path: "max_steps", message: "is required" }]);
    const experiment = await findExperiment(command, body);
    const checkpoint = await newestCompleteCheckpoint(command.database.pool, experiment.id);
    if (checkpoint === null) throw new NotAllowedError("It has no complete checkpoint to resume from.");
    await resume(command, {
      checkpointId: checkpoint.id,
      name: null,
      resourceClassId: null,
      manifestPatch: { training: newTarget(checkpoint.manifest, maxSteps) },
      acceptMissing: [],
    }).catch((error: unknown) => {
      throw error instanceof ValidationError ? inTheClientsWords(error) : error;
    });
    return json({
      resumed: true,
      experiment_name: experiment.name,
      from_step: checkpoint.step,
      max_steps: maxSteps,
    });
  },
};

/** A generation that was set for a longer training must not be longer than what is left. */
function newTarget(manifest: Record<string, unknown>, maxSteps: number): Record<string, number> {
  const evoSteps = (manifest["training"] as { evo_steps?: unknown } | undefined)?.evo_steps;
  const isTooLong = typeof evoSteps === "number" && evoSteps > maxSteps;
  return { max_steps: maxSteps, ...(isTooLong ? { evo_steps: maxSteps } : {}) };
}

function inTheClientsWords({ fields }: ValidationError): ValidationError {
  const rename = (path: string): string => (path === "manifestPatch.training.max_steps" ? "max_steps" : path);
  return new ValidationError(fields.map(({ path, message }) => ({ path: rename(path), message })));
}
