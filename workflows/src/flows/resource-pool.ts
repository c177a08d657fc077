import { allHandlersFinished, condition, continueAsNew, getExternalWorkflowHandle } from "@temporalio/workflow";
import { GRANTED_SIGNAL, type GrantedSignal } from "../contract/train-run.ts";
import { answerPoolMessages } from "./answer-pool-messages.ts";
import { AUDIT_INTERVAL_MS, PoolExecution } from "./pool-execution.ts";
import { runRecords } from "./record-calls.ts";
import { placesOf, waitingReason, type PoolGrant, type PoolState } from "./resource-pool-state.ts";

/** While runs wait for a machine to connect, or for workers to take work again, the class is looked at more often. */
const WAITING_INTERVAL_MS = 1_000;

/** Leases a class's capacity: it decides who is next, and tells the run. */
export async function resourcePool(resourceClassId: string, carried?: PoolState): Promise<void> {
  const execution = new PoolExecution(resourceClassId, carried);
  answerPoolMessages(execution);
  if (!execution.isComplete) execution.restore(await runRecords("readHolders", resourceClassId));
  while (!execution.state.retired) {
    if (execution.refreshWanted || execution.mayGrant) await readClass(execution);
    await tellGranted(execution);
    if (Date.now() >= execution.auditAtMs) await audit(execution);
    if (execution.isDirty) await project(execution);
    if (execution.isFull && execution.state.outbox.length === 0) break;
    await untilSomethingChanges(execution);
  }
  await condition(allHandlersFinished);
  if (!execution.state.retired) return continueAsNew<typeof resourcePool>(resourceClassId, execution.state);
}

/** A grant names a machine that is connected now, so the class is read whenever a run stands before a free place. */
async function readClass(execution: PoolExecution): Promise<void> {
  execution.refreshWanted = false;
  execution.looked(await runRecords("readClass", execution.resourceClassId));
}

async function tellGranted(execution: PoolExecution): Promise<void> {
  await Promise.all(
    execution.state.outbox.map(async (grant) => {
      const told = await tell(grant);
      execution.put({ kind: told ? "SENT" : "RELEASE", runId: grant.runId });
    }),
  );
}

async function tell(grant: PoolGrant): Promise<boolean> {
  const message: GrantedSignal = { leaseId: grant.leaseId, homeId: grant.homeId };
  try {
    await getExternalWorkflowHandle(grant.workflowId).signal(GRANTED_SIGNAL, message);
    return true;
  } catch {
    // The run has closed, or there is none: its lease is nobody's.
    return false;
  }
}

/** Those that ended without a word give their places back. */
async function audit(execution: PoolExecution): Promise<void> {
  execution.auditAtMs = Date.now() + AUDIT_INTERVAL_MS;
  execution.refreshWanted = true;
  const { queue, leases } = execution.state;
  const holders = leases.filter((lease) => lease.quarantinedReason === null).map((lease) => lease.runId);
  const waiting = queue.map((one) => one.runId);
  for (const runId of await runRecords("endedHolders", [...holders, ...waiting]))
    execution.put({ kind: "RELEASE", runId });
}

async function project(execution: PoolExecution): Promise<void> {
  const { shown, state, resourceClassId } = execution;
  await runRecords("projectPool", resourceClassId, { queue: state.queue, leases: state.leases }, waitingReason(state));
  execution.markProjected(shown);
}

async function untilSomethingChanges(execution: PoolExecution): Promise<void> {
  const { state } = execution;
  const changed = (): boolean =>
    execution.state.outbox.length > 0 ||
    execution.isDirty ||
    execution.refreshWanted ||
    execution.mustLook ||
    execution.state.retired ||
    execution.isFull;
  // The home is the one of the last look; the next grant after a pause asks again.
  const starving = state.queue.length > 0 && (state.homeId === null || placesOf(state) < state.capacity);
  const pauseMs = starving ? WAITING_INTERVAL_MS : Math.max(1, execution.auditAtMs - Date.now());
  if (!(await condition(changed, pauseMs))) execution.refreshWanted = true;
}
