import type { Checkpoint } from "@arena/database/generated/client/client";
import type { CheckpointContent } from "../../domain/checkpoint/contents.ts";
import { missingContents } from "../../domain/checkpoint/contents.ts";
import { builder } from "../builder/builder.ts";
import { CheckpointContentEnum } from "../builder/enums.ts";
import { RunType } from "../run/run.ts";

export const CheckpointType = builder.objectRef<Checkpoint>("Checkpoint");

builder.node(CheckpointType, {
  description: "The complete saved state of a run at a step: enough to continue as if never stopped.",
  id: { resolve: (checkpoint) => checkpoint.id },
  fields: (t) => ({
    run: t.field({
      type: RunType,
      nullable: true,
      resolve: (checkpoint, _args, context) => context.loaders.run.load(checkpoint.runId),
    }),
    step: t.expose("step", { type: "SafeInt" }),
    reason: t.exposeString("reason", { description: "What it was written for." }),
    trainingScore: t.exposeFloat("trainingScore", { nullable: true }),
    evaluationScore: t.exposeFloat("evaluationScore", { nullable: true }),
    sizeBytes: t.expose("sizeBytes", { type: "SafeInt" }),
    sha256: t.exposeString("sha256"),
    contents: t.field({
      type: [CheckpointContentEnum],
      resolve: (checkpoint) => checkpoint.contents as CheckpointContent[],
    }),
    missing: t.field({
      type: [CheckpointContentEnum],
      description: "What the run's algorithm needs and the checkpoint does not hold; to be accepted by name to resume.",
      resolve: async (checkpoint, _args, context) => {
        const run = await context.loaders.run.load(checkpoint.runId);
        return run === null ? [] : [...missingContents(run.manifest, checkpoint.contents)];
      },
    }),
    complete: t.boolean({
      description: "Holds everything that its run's algorithm needs to go on as if never stopped.",
      resolve: async (checkpoint, _args, context) => {
        const run = await context.loaders.run.load(checkpoint.runId);
        return run !== null && missingContents(run.manifest, checkpoint.contents).length === 0;
      },
    }),
    createdAt: t.expose("createdAt", { type: "DateTime" }),
  }),
});
