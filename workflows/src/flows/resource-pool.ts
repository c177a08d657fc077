import {
  allHandlersFinished,
  ApplicationFailure,
  condition,
  continueAsNew,
  defineQuery,
  defineSignal,
  defineUpdate,
  getExternalWorkflowHandle,
  setHandler,
  workflowInfo,
} from "@temporalio/workflow";
import {
  CLEAR_QUARANTINE_SIGNAL,
  POOL_STATE_QUERY,
  QUARANTINE_SIGNAL,
  RELEASE_SIGNAL,
  REQUEST_SIGNAL,
  RETIRE_UPDATE,
  type PoolQuarantine,
  type PoolRelease,
  type PoolRequest,
  type PoolStateView,
} from "../contract/resource-pool.ts";
import { GRANTED_SIGNAL, type GrantedSignal } from "../contract/train-run.ts";
import { runRecords } from "./record-calls.ts";
import {
  initialPoolState,
  reducePool,
  waitingReason,
  type PoolGrant,
  type PoolInput,
  type PoolState,
} from "./resource-pool-state.ts";

const AUDIT_INTERVAL_MS = 60_000;
/** While runs wait for a machine to connect, the class is looked at more often. */
const WAITING_INTERVAL_MS = 1_000;
const MAX_EVENTS = 4_000;
const MAX_SIGNALS = 2_000;

export async function resourcePool(resourceClassId: string, carried?: PoolState): Promise<void> {
  let state = carried ?? initialPoolState();
  let signals = 0;
  let refreshWanted = true;
  let projected = "";
  const put = (input: PoolInput): void => {
    state = reducePool(state, input);
  };
  const signal = (input: PoolInput): void => {
    signals += 1;
    put(input);
  };

  setHandler(defineSignal<[PoolRequest]>(REQUEST_SIGNAL), (request) => signal({ kind: "REQUEST", request }));
  setHandler(defineSignal<[PoolRelease]>(RELEASE_SIGNAL), ({ runId }) => signal({ kind: "RELEASE", runId }));
  setHandler(defineSignal<[PoolQuarantine]>(QUARANTINE_SIGNAL), (given) => signal({ kind: "QUARANTINE", ...given }));
  setHandler(defineSignal<[PoolRelease]>(CLEAR_QUARANTINE_SIGNAL), ({ runId }) =>
    signal({ kind: "CLEAR_QUARANTINE", runId }),
  );
  setHandler(defineSignal("refresh"), () => {
    signals += 1;
    refreshWanted = true;
  });
  setHandler(defineQuery<PoolStateView>(POOL_STATE_QUERY), () => ({
    capacity: state.capacity,
    enabled: state.enabled,
    queue: state.queue.map(({ runId, projectId }) => ({ runId, projectId })),
    leases: state.leases.map(({ runId, leaseId, quarantinedReason }) => ({ runId, leaseId, quarantinedReason })),
  }));
  setHandler(defineUpdate<void, []>(RETIRE_UPDATE), () => {
    put({ kind: "RETIRE" });
    if (!state.retired)
      throw ApplicationFailure.nonRetryable("Runs wait for or hold places of this class", "CLASS_IN_USE");
  });

  const view = (): string => JSON.stringify([state.queue.map((one) => one.runId), state.leases, waitingReason(state)]);
  const full = (): boolean =>
    signals >= MAX_SIGNALS || workflowInfo().historyLength >= MAX_EVENTS || workflowInfo().continueAsNewSuggested;
  let auditAtMs = Date.now() + AUDIT_INTERVAL_MS;

  while (!state.retired) {
    // A grant names a machine that is connected now, so the class is read again whenever a line stands at a free place.
    if (refreshWanted || (state.queue.length > 0 && state.leases.length < Math.max(1, state.capacity))) {
      refreshWanted = false;
      put({ kind: "CLASS", ...(await runRecords("readClass", resourceClassId)) });
    }
    await Promise.all(
      state.outbox.map(async (grant) => {
        const told = await tell(grant);
        put(told ? { kind: "SENT", runId: grant.runId } : { kind: "RELEASE", runId: grant.runId });
      }),
    );
    if (Date.now() >= auditAtMs) {
      auditAtMs = Date.now() + AUDIT_INTERVAL_MS;
      refreshWanted = true;
      const holders = state.leases.filter((lease) => lease.quarantinedReason === null).map((lease) => lease.runId);
      const waiting = state.queue.map((one) => one.runId);
      for (const runId of await runRecords("endedHolders", [...holders, ...waiting])) put({ kind: "RELEASE", runId });
    }
    if (view() !== projected) {
      const shown = view();
      await runRecords(
        "projectPool",
        resourceClassId,
        { queue: state.queue, leases: state.leases },
        waitingReason(state),
      );
      projected = shown;
    }
    if (full() && state.outbox.length === 0) break;
    // The home is the one of the last look; the next grant after a pause asks again.
    const starving = state.queue.length > 0 && state.homeId === null;
    const pauseMs = starving ? WAITING_INTERVAL_MS : Math.max(1, auditAtMs - Date.now());
    if (state.outbox.length === 0 && view() === projected && !refreshWanted) {
      const woken = await condition(
        () => state.outbox.length > 0 || view() !== projected || refreshWanted || state.retired || full(),
        pauseMs,
      );
      if (!woken) refreshWanted = true;
    }
  }
  await condition(allHandlersFinished);
  if (!state.retired) return continueAsNew<typeof resourcePool>(resourceClassId, state);
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
