import type { Experiment } from "@arena/database/generated/client/client";
import {
  experimentActions,
  trainControl,
  type Action,
  type ExperimentActions,
} from "../../domain/experiment/actions.ts";
import { environmentOf, implementationFault } from "../../domain/environment/implementation-fault.ts";
import { notRunnable } from "../../domain/experiment/check-manifest.ts";
import type { FieldFault } from "../../domain/errors.ts";
import type { Context } from "../../context.ts";
import { builder } from "../builder/builder.ts";
import { ExperimentStatusEnum, RunCauseEnum, RunPhaseEnum, TrainControlEnum } from "../builder/enums.ts";
import { FieldFaultType } from "../builder/error-types.ts";
import { CheckpointType } from "../checkpoint/checkpoint.ts";
import { ProjectType } from "../project/project.ts";
import { ResourceClassType } from "../resource-class/resource-class.ts";
import { RunType } from "../run/run.ts";

export const ExperimentType = builder.objectRef<Experiment>("Experiment");

const ActionType = builder.objectRef<Action>("Action").implement({
  fields: (t) => ({
    allowed: t.exposeBoolean("allowed"),
    reason: t.exposeString("reason", { nullable: true, description: "Why not, for people. Null when allowed." }),
  }),
});

const ExperimentActionsType = builder.objectRef<ExperimentActions>("ExperimentActions").implement({
  description: "Everything that may be done to the experiment, and why not.",
  fields: (t) => ({
    train: t.expose("train", { type: ActionType }),
    halt: t.expose("halt", { type: ActionType }),
    resume: t.expose("resume", { type: ActionType }),
    delete: t.expose("delete", { type: ActionType }),
    edit: t.expose("edit", { type: ActionType }),
    copy: t.expose("copy", { type: ActionType }),
  }),
});

interface Parent {
  readonly experimentId: string;
  readonly checkpointId: string | null;
  readonly step: bigint | null;
}
const ExperimentParentType = builder.objectRef<Parent>("ExperimentParent").implement({
  description: "What the experiment was resumed from.",
  fields: (t) => ({
    experiment: t.field({
      type: ExperimentType,
      nullable: true,
      description: "Null when it is deleted.",
      resolve: (parent, _args, context) => context.loaders.experiment.load(parent.experimentId),
    }),
    checkpoint: t.field({
      type: CheckpointType,
      nullable: true,
      resolve: (parent, _args, context) =>
        parent.checkpointId === null ? null : context.loaders.checkpoint.load(parent.checkpointId),
    }),
    step: t.expose("step", { type: "SafeInt", nullable: true }),
  }),
});

async function actionsOf(experiment: Experiment, context: Context): Promise<ExperimentActions> {
  const resumable = await context.loaders.resumableRuns.load(experiment.id);
  const environment = environmentOf(experiment.manifest);
  const rows = environment === null ? [] : await context.loaders.environmentsByName.load(environment.name);
  const fault = await implementationFault(context.workshop, experiment.manifest, rows);
  return experimentActions({
    status: experiment.status,
    notRunnable: fault ?? notRunnable(experiment.manifest),
    hasCheckpoint: resumable.length > 0,
  });
}

async function trainControlOf(experiment: Experiment, context: Context): Promise<"TRAIN" | "RESUME"> {
  const [latest, resumable] = await Promise.all([
    context.loaders.latestRun.load(experiment.id),
    context.loaders.resumableRuns.load(experiment.id),
  ]);
  return trainControl(
    experiment.status,
    resumable.some((one) => one.runId === latest?.id),
  );
}

builder.node(ExperimentType, {
  description: "One training configuration plus its status.",
  id: { resolve: (experiment) => experiment.id },
  fields: (t) => ({
    name: t.exposeString("name"),
    project: t.field({
      type: ProjectType,
      nullable: true,
      resolve: (experiment, _args, context) => context.loaders.project.load(experiment.projectId),
    }),
    status: t.expose("status", { type: ExperimentStatusEnum }),
    phase: t.expose("phase", { type: RunPhaseEnum, nullable: true }),
    cause: t.expose("cause", { type: RunCauseEnum, nullable: true }),
    causeMessage: t.exposeString("causeMessage", { nullable: true }),
    manifest: t.expose("manifest", { type: "Manifest", description: "As it was given; a run has the resolved one." }),
    warnings: t.field({
      type: [FieldFaultType],
      description: "What of the manifest is kept without effect.",
      resolve: (experiment) => experiment.warnings as unknown as FieldFault[],
    }),
    resourceClass: t.field({
      type: ResourceClassType,
      nullable: true,
      resolve: (experiment, _args, context) =>
        experiment.resourceClassId === null ? null : context.loaders.resourceClass.load(experiment.resourceClassId),
    }),
    runs: t.field({
      type: [RunType],
      description: "Newest first.",
      resolve: async (experiment, _args, context) => [...(await context.loaders.runsOfExperiment.load(experiment.id))],
    }),
    latestRun: t.field({
      type: RunType,
      nullable: true,
      resolve: (experiment, _args, context) => context.loaders.latestRun.load(experiment.id),
    }),
    parent: t.field({
      type: ExperimentParentType,
      nullable: true,
      resolve: (experiment) =>
        experiment.parentExperimentId === null
          ? null
          : {
              experimentId: experiment.parentExperimentId,
              checkpointId: experiment.parentCheckpointId,
              step: experiment.parentStep,
            },
    }),
    actions: t.field({
      type: ExperimentActionsType,
      resolve: (experiment, _args, context) => actionsOf(experiment, context),
    }),
    trainControl: t.field({
      type: TrainControlEnum,
      description: "Resume when the newest run has ended and has a checkpoint, else Train.",
      resolve: (experiment, _args, context) => trainControlOf(experiment, context),
    }),
    createdAt: t.expose("createdAt", { type: "DateTime" }),
    updatedAt: t.expose("updatedAt", { type: "DateTime" }),
  }),
});
