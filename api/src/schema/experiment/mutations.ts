import { copyExperiment } from "../../domain/experiment/copy-experiment.ts";
import { createExperiment } from "../../domain/experiment/create-experiment.ts";
import { deleteExperiment } from "../../domain/experiment/delete-experiment.ts";
import { updateExperiment } from "../../domain/experiment/update-experiment.ts";
import { NameTakenError, NotAllowedError } from "../../domain/errors.ts";
import { builder } from "../builder/builder.ts";
import { defineMutation } from "../builder/define-mutation.ts";
import { uuidOf } from "../builder/global-id.ts";
import { ExperimentType } from "./experiment.ts";
import { experimentSuccess } from "./mutation-results.ts";

/** An id that is none of ours is looked up as one that nothing has. */
const optionalClass = (id: string | null | undefined): string | null | undefined =>
  id === undefined || id === null ? id : (uuidOf("ResourceClass", id) ?? "");

defineMutation("createExperiment", {
  description: "Makes a draft.",
  permission: "experiment:create",
  input: (t) => ({
    projectId: t.id({ required: true }),
    name: t.string({ required: true }),
    manifest: t.field({ type: "Manifest", required: true }),
    resourceClassId: t.id(),
  }),
  success: experimentSuccess("CreateExperimentSuccess"),
  errors: [NameTakenError],
  run: (command, input) =>
    createExperiment(command, {
      projectId: uuidOf("Project", input.projectId),
      name: input.name,
      manifest: input.manifest,
      resourceClassId: optionalClass(input.resourceClassId) ?? null,
    }),
});

defineMutation("updateExperiment", {
  description: "Changes a draft; what is left out stays.",
  permission: "experiment:update",
  input: (t) => ({
    id: t.id({ required: true }),
    name: t.string(),
    manifest: t.field({ type: "Manifest" }),
    resourceClassId: t.id({ description: "Null: none is chosen." }),
  }),
  success: experimentSuccess("UpdateExperimentSuccess"),
  errors: [NameTakenError, NotAllowedError],
  run: (command, input) =>
    updateExperiment(command, {
      experimentId: uuidOf("Experiment", input.id),
      name: input.name ?? undefined,
      manifest: input.manifest ?? undefined,
      resourceClassId: optionalClass(input.resourceClassId),
    }),
});

defineMutation("copyExperiment", {
  description: "Makes a draft with the same configuration and resource class.",
  permission: "experiment:create",
  input: (t) => ({
    id: t.id({ required: true }),
    name: t.string({ description: "Left out: the name with “copy” behind it." }),
  }),
  success: experimentSuccess("CopyExperimentSuccess"),
  errors: [NameTakenError, NotAllowedError],
  run: (command, input) =>
    copyExperiment(command, { experimentId: uuidOf("Experiment", input.id), name: input.name ?? null }),
});

const DeleteExperimentSuccess = builder.objectRef<{ experimentId: string }>("DeleteExperimentSuccess").implement({
  fields: (t) => ({
    experiment: t.field({
      type: ExperimentType,
      description: "As it was or is being deleted; no list shows it any more.",
      resolve: ({ experimentId }, _args, context) =>
        context.database.prisma.experiment.findUniqueOrThrow({ where: { id: experimentId } }),
    }),
  }),
});

defineMutation("deleteExperiment", {
  permission: "experiment:delete",
  input: (t) => ({ id: t.id({ required: true }) }),
  success: DeleteExperimentSuccess,
  errors: [NotAllowedError],
  run: (command, input) => deleteExperiment(command, { experimentId: uuidOf("Experiment", input.id) }),
});
