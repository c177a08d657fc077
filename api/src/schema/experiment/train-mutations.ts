import { resumeExperiment } from "../../domain/experiment/resume-experiment.ts";
import { trainExperiment } from "../../domain/experiment/train-experiment.ts";
import {
  IncompleteCheckpointError,
  NameTakenError,
  NoResourceClassError,
  NotAllowedError,
} from "../../domain/errors.ts";
import { defineMutation } from "../builder/define-mutation.ts";
import { CheckpointContentEnum } from "../builder/enums.ts";
import { uuidOf } from "../builder/global-id.ts";
import { scheduledSuccess } from "./mutation-results.ts";

defineMutation("trainExperiment", {
  description: "Schedules a run. Two people at once, double clicks and retries start one run.",
  permission: "experiment:train",
  input: (t) => ({ id: t.id({ required: true }) }),
  success: scheduledSuccess("TrainExperimentSuccess"),
  errors: [NotAllowedError, NoResourceClassError],
  run: (command, input) => trainExperiment(command, { experimentId: uuidOf("Experiment", input.id) }),
});

defineMutation("resumeExperiment", {
  description: "Schedules a run from a checkpoint: of a new experiment, or without a name of the same one.",
  permission: "experiment:resume",
  input: (t) => ({
    checkpointId: t.id({ required: true }),
    name: t.string({ description: "Of the new experiment. Left out: a new run of the same experiment." }),
    resourceClassId: t.id({ description: "Left out: the parent's." }),
    manifestPatch: t.field({
      type: "Manifest",
      description: "A JSON merge patch (RFC 7396) of the parent's manifest.",
    }),
    acceptMissing: t.field({ type: [CheckpointContentEnum], description: "What the checkpoint may lack, by name." }),
  }),
  success: scheduledSuccess("ResumeExperimentSuccess"),
  errors: [NotAllowedError, NameTakenError, NoResourceClassError, IncompleteCheckpointError],
  run: (command, input) =>
    resumeExperiment(command, {
      checkpointId: uuidOf("Checkpoint", input.checkpointId),
      name: input.name ?? null,
      resourceClassId: input.resourceClassId == null ? null : (uuidOf("ResourceClass", input.resourceClassId) ?? ""),
      manifestPatch: input.manifestPatch ?? null,
      acceptMissing: input.acceptMissing ?? [],
    }),
});
