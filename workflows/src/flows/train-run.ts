import { allHandlersFinished, condition, continueAsNew, log } from "@temporalio/workflow";
import { isTerminal } from "../contract/status.ts";
import type { TrainRunInput, TrainRunResult } from "../contract/train-run.ts";
import { answerRunMessages } from "./answer-run-messages.ts";
import { beginRun } from "./begin-run.ts";
import { performRunEffects } from "./perform-run-effects.ts";
import { projectRunStates } from "./project-run-states.ts";
import { RunExecution } from "./run-execution.ts";
import type { RunState } from "./run-state.ts";
import { watchRunDeadline } from "./watch-run-deadline.ts";

/** A run from its order to its receipt: three loops around the reducer, which alone decides. */
export async function trainRun(input: TrainRunInput, carried?: RunState): Promise<TrainRunResult> {
  const execution = new RunExecution(input, carried);
  answerRunMessages(execution);
  await beginRun(execution);
  if (execution.refused !== null) {
    await condition(allHandlersFinished);
    throw execution.refused;
  }
  const work = Promise.all([
    projectRunStates(execution),
    performRunEffects(execution),
    watchRunDeadline(execution),
  ]).then(() => "ENDED" as const);
  for (;;) {
    const next = await Promise.race([work, condition(() => execution.mustContinueAsNew)]);
    // A caller of an accepted update gets a failure if its handler is left behind.
    await condition(allHandlersFinished);
    if (next === "ENDED") return { status: endOf(execution.state), cause: execution.state.cause ?? "INFRASTRUCTURE" };
    if (execution.mustContinueAsNew) {
      log.info("Continues as new", { flowSequence: execution.state.flowSequence });
      return continueAsNew<typeof trainRun>(input, execution.state);
    }
  }
}

function endOf({ status }: RunState): TrainRunResult["status"] {
  if (isTerminal(status)) return status;
  throw new Error(`The loops ended in ${status}`);
}
