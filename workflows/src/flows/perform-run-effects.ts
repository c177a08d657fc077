import { condition, workflowInfo } from "@temporalio/workflow";
import { runRecords } from "./record-calls.ts";
import type { RunExecution } from "./run-execution.ts";
import type { RunEffect } from "./train-run-state.ts";

/** Between repetitions of what was asked and did not come about. */
const PAUSES_MS = [1_000, 4_000, 30_000] as const;
const PAUSED: readonly RunEffect["kind"][] = ["REQUEST_LEASE", "LAUNCH"];

/** Does what the state says is still to be done, one thing at a time. */
export async function performRunEffects(execution: RunExecution): Promise<void> {
  let asked = 0;
  while (!execution.hasEnded) {
    const effect = execution.mustContinueAsNew ? undefined : execution.nextEffect;
    if (effect === undefined) {
      await condition(() => execution.hasEnded || (execution.nextEffect !== undefined && !execution.mustContinueAsNew));
      continue;
    }
    await perform(execution, effect);
    const again = (): boolean => execution.nextEffect?.kind === effect.kind && !execution.mustContinueAsNew;
    // Not granted yet; or not launched, because the row says STOP and the halt that wrote it is on its way here.
    if (!PAUSED.includes(effect.kind) || !again()) continue;
    await condition(() => !again(), PAUSES_MS[Math.min(asked, PAUSES_MS.length - 1)]!);
    asked += 1;
  }
}

async function signalRequest(execution: RunExecution, heldHomeId?: string): Promise<void> {
  const { runId, projectId, resourceClassId, requestedAt } = execution.input;
  const { workflowId } = workflowInfo();
  await runRecords("signalPool", {
    kind: "REQUEST",
    resourceClassId,
    request: {
      runId,
      projectId,
      leaseId: runId,
      workflowId,
      requestedAt,
      ...(heldHomeId === undefined ? {} : { heldHomeId }),
    },
  });
}

async function perform(execution: RunExecution, effect: RunEffect): Promise<void> {
  const { runId } = execution.input;
  switch (effect.kind) {
    case "REQUEST_LEASE":
      return signalRequest(execution);
    case "CONFIRM_LEASE":
      await signalRequest(execution, effect.homeId);
      execution.put({ kind: "LEASE_CONFIRMED" });
      return;
    case "LAUNCH":
      execution.put({ kind: "LAUNCH_ASKED" });
      execution.put({
        kind: "LAUNCH_ANSWERED",
        launched: await runRecords("setIntentRun", runId, effect.homeId, effect.leaseId),
      });
      return;
    case "WRITE_STOP":
      await runRecords("setIntentStop", runId, execution.state.halt!, effect.mode);
      execution.put({ kind: "STOP_WRITTEN", mode: effect.mode });
      return;
    case "READ_HALT": {
      const row = await runRecords("readRunRow", runId);
      execution.put({ kind: "HALT_READ", request: row?.halt ?? null });
      return;
    }
    case "SETTLE_LEASE":
      return settleLease(execution, effect.quarantineReason);
  }
}

async function settleLease(execution: RunExecution, quarantineReason: string | null): Promise<void> {
  const { runId, resourceClassId } = execution.input;
  await runRecords(
    "signalPool",
    quarantineReason === null
      ? { kind: "RELEASE", resourceClassId, runId }
      : { kind: "QUARANTINE", resourceClassId, runId, reason: quarantineReason },
  );
  const released = quarantineReason === null;
  execution.leaseReleased = released;
  execution.put({ kind: "LEASE_SETTLED", released: released && execution.state.leaseId === null ? null : released });
}
