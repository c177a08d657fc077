import { builder } from "../builder/builder.ts";
import type { Context } from "../../context.ts";
import { ExperimentType } from "./experiment.ts";
import { RunType } from "../run/run.ts";

export interface ExperimentResult {
  readonly experimentId: string;
}
export interface ScheduledResult extends ExperimentResult {
  readonly runId: string;
}

/** Written a moment ago by this very request: not found only if it was deleted in between, which is an error then. */
async function experimentOf({ experimentId }: ExperimentResult, context: Context) {
  const experiment = await context.loaders.experiment.load(experimentId);
  if (experiment === null) throw new Error(`The experiment ${experimentId} vanished while the mutation answered`);
  return experiment;
}

export const experimentSuccess = (name: string) =>
  builder.objectRef<ExperimentResult>(name).implement({
    fields: (t) => ({
      experiment: t.field({ type: ExperimentType, resolve: (result, _args, context) => experimentOf(result, context) }),
    }),
  });

export const scheduledSuccess = (name: string) =>
  builder.objectRef<ScheduledResult>(name).implement({
    fields: (t) => ({
      experiment: t.field({ type: ExperimentType, resolve: (result, _args, context) => experimentOf(result, context) }),
      run: t.field({
        type: RunType,
        nullable: true,
        description:
          "Null when the order is committed but the scheduler has not answered within 3 seconds: it is carried out as soon as it can be.",
        resolve: (result, _args, context) => context.loaders.run.load(result.runId),
      }),
    }),
  });
