import { condition, log } from "@temporalio/workflow";
import { runRecords } from "./record-calls.ts";
import type { RunExecution } from "./run-execution.ts";

/** How long a snapshot that the row cannot take is left before it is offered again. */
const REFUSED_PAUSE_MS = 30_000;

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
  const answer = await runRecords("projectRun", { executionId: execution.chainId, flowSequence, snapshot });
  if (answer.ahead !== undefined) {
    log.warn("The row was written by a later copy of this flow", { flowSequence, ahead: answer.ahead });
    execution.state = { ...execution.state, flowSequence: Math.max(execution.state.flowSequence, answer.ahead) };
    return;
  }
  if (answer.refused !== undefined) {
    log.warn("The row does not take what this flow says", { flowSequence, refused: answer.refused });
    const given = JSON.stringify(snapshot);
    await condition(() => JSON.stringify(execution.snapshot) !== given, REFUSED_PAUSE_MS);
    return;
  }
  execution.markProjected(snapshot);
  const { adopted } = answer;
  if (adopted === null) return;
  if (execution.hasEnded) {
    const { status, cause, message: causeMessage } = adopted;
    execution.state = { ...execution.state, status, cause, causeMessage };
  } else execution.put({ kind: "ADOPTED", outcome: adopted });
  execution.markProjected(execution.snapshot);
}
