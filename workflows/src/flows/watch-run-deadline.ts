import { condition } from "@temporalio/workflow";
import { runRecords } from "./record-calls.ts";
import type { RunExecution } from "./run-execution.ts";

/** The outer deadline of a halt: the launcher's own ladder is expected to end before it. */
export async function watchRunDeadline(execution: RunExecution): Promise<void> {
  while (!execution.hasEnded) {
    const { deadlineMs, outcome } = execution.state;
    if (outcome !== null || deadlineMs === null) {
      await condition(
        () => execution.hasEnded || (execution.state.outcome === null && execution.state.deadlineMs !== null),
      );
      continue;
    }
    const changed = (): boolean =>
      execution.hasEnded || execution.state.outcome !== null || execution.state.deadlineMs !== deadlineMs;
    if (await condition(changed, Math.max(1, deadlineMs - Date.now()))) continue;
    // Looked at once more: what was committed but not yet delivered still decides.
    for (const fact of await runRecords("readFacts", execution.input.runId)) execution.put({ kind: "FACT", fact });
    execution.put({ kind: "CLOCK" });
  }
}
