import {
  ApplicationFailure,
  condition,
  defineQuery,
  defineSignal,
  defineUpdate,
  setHandler,
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
import type { PoolExecution } from "./pool-execution.ts";

/** Signals are applied as they come: with a buffer for the loop, some were lost at continue-as-new. */
export function answerPoolMessages(execution: PoolExecution): void {
  setHandler(defineSignal<[PoolRequest]>(REQUEST_SIGNAL), (request) =>
    execution.signalled({ kind: "REQUEST", request }),
  );
  setHandler(defineSignal<[PoolRelease]>(RELEASE_SIGNAL), ({ runId }) =>
    execution.signalled({ kind: "RELEASE", runId }),
  );
  setHandler(defineSignal<[PoolQuarantine]>(QUARANTINE_SIGNAL), (given) =>
    execution.signalled({ kind: "QUARANTINE", ...given }),
  );
  setHandler(defineSignal<[PoolRelease]>(CLEAR_QUARANTINE_SIGNAL), ({ runId }) =>
    execution.signalled({ kind: "CLEAR_QUARANTINE", runId }),
  );
  setHandler(defineSignal("refresh"), () => execution.refresh());
  setHandler(defineQuery<PoolStateView>(POOL_STATE_QUERY), () => execution.view);
  setHandler(defineUpdate<void, []>(RETIRE_UPDATE), async () => {
    await condition(() => execution.isComplete);
    execution.put({ kind: "RETIRE" });
    if (execution.state.retired) return;
    throw ApplicationFailure.nonRetryable("Runs wait for or hold places of this class", "CLASS_IN_USE");
  });
}
