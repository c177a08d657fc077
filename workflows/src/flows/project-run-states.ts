import { condition } from "@temporalio/workflow";
import { runRecords } from "./record-calls.ts";
import type { RunExecution } from "./run-execution.ts";

/** Writes the newest snapshot whenever it differs from what is written; ends with the terminal one. */
export async function projectRunStates(execution: RunExecution): Promise<void> {
  while (!execution.hasEnded || execution.isDirty) {
    await condition(() => execution.isDirty || execution.hasEnded);
    if (execution.isDirty) await projectOnce(execution);
  }
}

async function projectOnce(execution: RunExecution): Promise<void> {
  const snapshot = execution.snapshot;
  const flowSequence = execution.state.flowSequence + 1;
  execution.state = { ...execution.state, flowSequence };
  const { adopted } = await runRecords("projectRun", { executionId: execution.chainId, flowSequence, snapshot });
  execution.markProjected(snapshot);
  if (adopted === null) return;
  if (execution.hasEnded) {
    const { status, cause, message: causeMessage } = adopted;
    execution.state = { ...execution.state, status, cause, causeMessage };
  } else execution.put({ kind: "ADOPTED", outcome: adopted });
  execution.markProjected(execution.snapshot);
}
