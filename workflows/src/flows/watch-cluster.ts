import {
  allHandlersFinished,
  condition,
  continueAsNew,
  defineSignal,
  setHandler,
  workflowInfo,
} from "@temporalio/workflow";
import { OBSERVED_SIGNAL, type ClusterObservation } from "../contract/cluster-health.ts";
import { clusterRecords } from "./cluster-calls.ts";
import { dueAtMs, initialHealthState, reduceHealth, type ClusterHealthState } from "./cluster-health-state.ts";

const MAX_EVENTS = 4_000;

/** How a class's cluster is, from what the reconciler observes: a level with hysteresis. Ends with nobody; waits for news. */
export async function watchCluster(resourceClassId: string, carried?: ClusterHealthState): Promise<void> {
  let state = carried ?? initialHealthState(now());
  let shown = carried === undefined ? "" : JSON.stringify(state.health);
  let observations = 0;
  setHandler(defineSignal<[ClusterObservation]>(OBSERVED_SIGNAL), (observation) => {
    observations += 1;
    state = reduceHealth(state, { kind: "OBSERVED", observation, at: now() });
  });
  const isDirty = (): boolean => state.observed !== null && JSON.stringify(state.health) !== shown;
  while (workflowInfo().historyLength < MAX_EVENTS) {
    if (isDirty()) {
      const { health } = state;
      const flowSequence = state.flowSequence + 1;
      state = { ...state, flowSequence };
      await clusterRecords().projectHealth({ resourceClassId, flowSequence, health });
      shown = JSON.stringify(health);
      continue;
    }
    const seen = observations;
    const dueMs = dueAtMs(state);
    const changed = (): boolean => observations !== seen || isDirty();
    if (dueMs === null) await condition(changed);
    else if (!(await condition(changed, Math.max(1, dueMs - Date.now()))))
      state = reduceHealth(state, { kind: "TIME", at: now() });
  }
  await condition(allHandlersFinished);
  return continueAsNew<typeof watchCluster>(resourceClassId, state);
}

function now(): string {
  return new Date().toISOString();
}
