import { haltExperiment, haltExperiments, type HaltResult } from "../../domain/experiment/halt-experiment.ts";
import { NotAllowedError } from "../../domain/errors.ts";
import { builder } from "../builder/builder.ts";
import { defineMutation } from "../builder/define-mutation.ts";
import { HaltModeEnum } from "../builder/enums.ts";
import { encodeGlobalId, uuidOf } from "../builder/global-id.ts";
import { RunType } from "../run/run.ts";

const HaltExperimentSuccess = builder.objectRef<HaltResult>("HaltExperimentSuccess").implement({
  fields: (t) => ({
    run: t.field({
      type: RunType,
      description: "Its receipt appears when it has ended.",
      resolve: async (result, _args, context) => {
        const run = await context.loaders.run.load(result.runId);
        if (run === null) throw new Error(`The run ${result.runId} vanished while the mutation answered`);
        return run;
      },
    }),
  }),
});

const HaltExperimentResult = defineMutation("haltExperiment", {
  description:
    "Answers as soon as the halt is durable. Of a run that is stopping already: the same run; severity only rises.",
  permission: "experiment:halt",
  input: (t) => ({
    id: t.id({ required: true }),
    mode: t.field({ type: HaltModeEnum, description: "SAVE when left out." }),
    force: t.boolean({ description: "Goes to the next rung." }),
  }),
  success: HaltExperimentSuccess,
  errors: [NotAllowedError],
  run: (command, input) =>
    haltExperiment(command, {
      experimentId: uuidOf("Experiment", input.id),
      mode: input.mode ?? "SAVE",
      force: input.force ?? false,
    }),
});

type Outcome = HaltResult | Error;
const HaltItem = builder.objectRef<{ experimentId: string; outcome: Outcome }>("HaltExperimentsItem").implement({
  fields: (t) => ({
    experimentId: t.id({ description: "As it was given.", resolve: (item) => item.experimentId }),
    result: t.field({ type: HaltExperimentResult, resolve: (item) => item.outcome as never }),
  }),
});
const HaltExperimentsSuccess = builder
  .objectRef<{ results: readonly { experimentId: string; outcome: Outcome }[] }>("HaltExperimentsSuccess")
  .implement({ fields: (t) => ({ results: t.field({ type: [HaltItem], resolve: ({ results }) => [...results] }) }) });

defineMutation("haltExperiments", {
  description: "Halts each, and says for each how it went.",
  permission: "experiment:halt",
  input: (t) => ({
    ids: t.idList({ required: true }),
    mode: t.field({ type: HaltModeEnum, description: "SAVE when left out." }),
  }),
  success: HaltExperimentsSuccess,
  run: async (command, input) => {
    const given = new Map(input.ids.map((id) => [uuidOf("Experiment", String(id)) ?? String(id), String(id)]));
    const results = await haltExperiments(command, { experimentIds: [...given.keys()], mode: input.mode ?? "SAVE" });
    return {
      results: results.map(({ experimentId, outcome }) => ({
        experimentId: given.get(experimentId) ?? encodeGlobalId("Experiment", experimentId),
        outcome,
      })),
    };
  },
});
