import { ApplicationFailure } from "@temporalio/workflow";
import { reduceRun } from "./train-run-state.ts";
import { runRecords } from "./record-calls.ts";
import { recoveredState } from "./recovered-state.ts";
import type { RunExecution } from "./run-execution.ts";
import type { RunState } from "./run-state.ts";
import type { TrainRunInput } from "../contract/train-run.ts";

/** The first projection, or the attachment to a run that has one; a rule that refuses it is kept in `refused`. */
export async function beginRun(execution: RunExecution): Promise<void> {
  if (execution.state.firstProjected || execution.hasEnded) return;
  try {
    if (execution.input.mode === "recover") await execution.replaceState(() => recover(execution.input));
    else await projectFirst(execution);
  } catch (error) {
    execution.refused = asRefusal(error);
  }
}

async function projectFirst(execution: RunExecution): Promise<void> {
  const answer = await runRecords("projectFirst", execution.input, execution.chainId);
  if (answer.adopted !== null) execution.put({ kind: "ADOPTED", outcome: answer.adopted });
  execution.markProjected(execution.snapshot);
  execution.put({ kind: "FIRST_PROJECTED" });
}

async function recover(input: TrainRunInput): Promise<RunState> {
  const row = await runRecords("readRunRow", input.runId);
  if (row === null) throw ApplicationFailure.nonRetryable("There is no such run to recover", "REJECTED");
  let recovered = recoveredState(input, row, Date.now());
  for (const fact of await runRecords("readFacts", input.runId))
    recovered = reduceRun(recovered, { kind: "FACT", fact, nowMs: Date.now() }).state;
  if (row.halt !== null) recovered = reduceRun(recovered, { kind: "HALT", request: row.halt, nowMs: Date.now() }).state;
  return recovered;
}

function asRefusal(error: unknown): ApplicationFailure {
  let cause: unknown = error;
  while (cause instanceof Error && !(cause instanceof ApplicationFailure) && cause.cause !== undefined)
    cause = cause.cause;
  if (cause instanceof ApplicationFailure && cause.nonRetryable)
    return ApplicationFailure.nonRetryable(cause.message, cause.type ?? "REJECTED", ...(cause.details ?? []));
  throw error;
}
