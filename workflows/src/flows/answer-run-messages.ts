import {
  ApplicationFailure,
  condition,
  defineQuery,
  defineSignal,
  defineUpdate,
  setHandler,
} from "@temporalio/workflow";
import {
  CHECK_SIGNAL,
  FACT_SIGNAL,
  GRANTED_SIGNAL,
  HALT_UPDATE,
  SCHEDULED_UPDATE,
  STATE_QUERY,
  type GrantedSignal,
  type HaltAcknowledgement,
  type HaltRequest,
  type RunFact,
  type ScheduledResult,
  type TrainRunStateView,
} from "../contract/train-run.ts";
import type { RunExecution } from "./run-execution.ts";

/** Handlers only acknowledge; the one that waits, waits for what is written first of all. */
export function answerRunMessages(execution: RunExecution): void {
  setHandler(defineSignal<[RunFact]>(FACT_SIGNAL), (fact) => execution.signalled({ kind: "FACT", fact }));
  setHandler(defineSignal<[GrantedSignal]>(GRANTED_SIGNAL), (granted) =>
    execution.signalled({ kind: "GRANTED", granted }),
  );
  setHandler(defineSignal(CHECK_SIGNAL), () => execution.check());
  setHandler(defineQuery<TrainRunStateView>(STATE_QUERY), () => ({
    status: execution.state.status,
    phase: execution.state.phase,
    leaseId: execution.state.leaseId,
    haltId: execution.state.halt?.haltId ?? null,
    appliedFacts: execution.state.appliedFacts,
  }));
  setHandler(defineUpdate<ScheduledResult, []>(SCHEDULED_UPDATE), async () => {
    execution.updated();
    await condition(() => execution.state.firstProjected || execution.refused !== null);
    if (execution.refused !== null) throw execution.refused;
    return { runId: execution.input.runId, status: execution.state.status };
  });
  setHandler(defineUpdate<HaltAcknowledgement, [HaltRequest]>(HALT_UPDATE), (request) => {
    execution.updated();
    refuseAfterEnd(execution, request);
    execution.put({ kind: "HALT", request });
    return { accepted: true, status: execution.state.status };
  });
}

function refuseAfterEnd({ state, hasEnded }: RunExecution, request: HaltRequest): void {
  if (state.haltIds.includes(request.haltId)) return;
  if (!hasEnded && (state.outcome === null || state.halt !== null)) return;
  throw ApplicationFailure.nonRetryable(
    `The run has ended ${state.outcome?.status ?? state.status}`,
    "RUN_ENDED",
    state.outcome ?? { status: state.status, cause: state.cause },
  );
}
