import { condition, workflowInfo } from "@temporalio/workflow";
import { runRecords } from "./record-calls.ts";
import type { RunExecution } from "./run-execution.ts";
import type { RunEffect } from "./train-run-state.ts";

const REQUEST_PAUSES_MS = [1_000, 4_000, 30_000] as const;

/** Does what the state says is still to be done, one thing at a time. */
export async function performRunEffects(execution: RunExecution): Promise<void> {
  let requests = 0;
  while (!execution.hasEnded) {
    const effect = execution.mustContinueAsNew ? undefined : execution.nextEffect;
    if (effect?.kind === "REQUEST_LEASE") {
      const pauseMs = REQUEST_PAUSES_MS[Math.min(requests, REQUEST_PAUSES_MS.length - 1)]!;
      requests += 1;
      await requestLease(execution, pauseMs);
    } else if (effect !== undefined) await perform(execution, effect);
    else {
      await condition(() => execution.hasEnded || (execution.nextEffect !== undefined && !execution.mustContinueAsNew));
    }
  }
}

async function requestLease(execution: RunExecution, pauseMs: number): Promise<void> {
  const { runId, projectId, resourceClassId, requestedAt } = execution.input;
  const { workflowId } = workflowInfo();
  await runRecords("signalPool", {
    kind: "REQUEST",
    resourceClassId,
    request: { runId, projectId, leaseId: runId, workflowId, requestedAt },
  });
  await condition(() => execution.nextEffect?.kind !== "REQUEST_LEASE" || execution.mustContinueAsNew, pauseMs);
}

async function perform(execution: RunExecution, effect: Exclude<RunEffect, { kind: "REQUEST_LEASE" }>): Promise<void> {
  const { runId } = execution.input;
  switch (effect.kind) {
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
