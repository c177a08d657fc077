import {
  allHandlersFinished,
  ApplicationFailure,
  condition,
  continueAsNew,
  defineQuery,
  defineSignal,
  defineUpdate,
  log,
  setHandler,
  workflowInfo,
} from "@temporalio/workflow";
import { isTerminal } from "../contract/status.ts";
import {
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
  type TrainRunInput,
  type TrainRunResult,
  type TrainRunStateView,
} from "../contract/train-run.ts";
import { runRecords } from "./record-calls.ts";
import { recoveredState } from "./recovered-state.ts";
import { initialRunState, type RunState } from "./run-state.ts";
import { snapshotOf } from "./run-snapshot.ts";
import { effectsOf, reduceRun, type RunEffect, type RunInput } from "./train-run-state.ts";

const MAX_EVENTS = 4_000;
const MAX_UPDATES = 500;
const MAX_SIGNALS = 2_000;
const REQUEST_PAUSES_MS = [1_000, 4_000, 30_000] as const;

type Distributed<T> = T extends unknown ? Omit<T, "nowMs"> : never;

export async function trainRun(input: TrainRunInput, carried?: RunState): Promise<TrainRunResult> {
  let state = carried ?? initialRunState(input);
  let refused: ApplicationFailure | null = null;
  let projected = "";
  let leaseReleased = true;
  let updates = 0;
  let signals = 0;
  let missed: Distributed<RunInput>[] | null = null;
  const executionId = workflowInfo().firstExecutionRunId;
  const put = (given: Distributed<RunInput>): void => {
    missed?.push(given);
    state = reduceRun(state, { ...given, nowMs: Date.now() } as RunInput).state;
  };

  setHandler(defineSignal<[RunFact]>(FACT_SIGNAL), (fact) => {
    signals += 1;
    put({ kind: "FACT", fact });
  });
  setHandler(defineSignal<[GrantedSignal]>(GRANTED_SIGNAL), (granted) => {
    signals += 1;
    put({ kind: "GRANTED", granted });
  });
  setHandler(defineQuery<TrainRunStateView>(STATE_QUERY), () => ({
    status: state.status,
    phase: state.phase,
    leaseId: state.leaseId,
    haltId: state.halt?.haltId ?? null,
    appliedFacts: state.appliedFacts,
  }));
  setHandler(defineUpdate<ScheduledResult, []>(SCHEDULED_UPDATE), async () => {
    updates += 1;
    await condition(() => state.firstProjected || refused !== null);
    if (refused !== null) throw refused;
    return { runId: input.runId, status: state.status };
  });
  setHandler(defineUpdate<HaltAcknowledgement, [HaltRequest]>(HALT_UPDATE), (request) => {
    updates += 1;
    const known = state.haltIds.includes(request.haltId);
    if (!known && (isTerminal(state.status) || (state.outcome !== null && state.halt === null))) {
      throw ApplicationFailure.nonRetryable(
        `The run has ended ${state.outcome?.status ?? state.status}`,
        "RUN_ENDED",
        state.outcome ?? { status: state.status, cause: state.cause },
      );
    }
    put({ kind: "HALT", request });
    return { accepted: true, status: state.status };
  });

  if (!state.firstProjected && !isTerminal(state.status)) {
    try {
      if (input.mode === "recover") {
        // What arrives while the database is read would be lost with the state that it was applied to.
        missed = [];
        state = await recover(input);
        const late: Distributed<RunInput>[] = missed;
        missed = null;
        late.forEach(put);
      } else {
        const answer = await runRecords("projectFirst", input, executionId);
        if (answer.adopted !== null) put({ kind: "ADOPTED", outcome: answer.adopted });
        projected = JSON.stringify(snapshotOf(state, leaseReleased));
        put({ kind: "FIRST_PROJECTED" });
      }
    } catch (error) {
      refused = asRefusal(error);
    }
  }
  if (refused !== null) {
    await condition(allHandlersFinished);
    throw refused;
  }

  const dirty = (): boolean => JSON.stringify(snapshotOf(state, leaseReleased)) !== projected;
  const full = (): boolean =>
    updates >= MAX_UPDATES ||
    signals >= MAX_SIGNALS ||
    workflowInfo().historyLength >= MAX_EVENTS ||
    workflowInfo().continueAsNewSuggested;
  let leaving = false;

  const projector = async (): Promise<void> => {
    while (!(isTerminal(state.status) && !dirty()) && !leaving) {
      await condition(() => dirty() || leaving || isTerminal(state.status));
      if (!dirty() || leaving) continue;
      const snapshot = snapshotOf(state, leaseReleased);
      state = { ...state, flowSequence: state.flowSequence + 1 };
      const answer = await runRecords("projectRun", { executionId, flowSequence: state.flowSequence, snapshot });
      projected = JSON.stringify(snapshot);
      if (answer.adopted !== null) {
        if (isTerminal(state.status)) state = { ...state, ...adoptedFields(answer.adopted) };
        else put({ kind: "ADOPTED", outcome: answer.adopted });
        projected = JSON.stringify(snapshotOf(state, leaseReleased));
      }
    }
  };

  let requests = 0;
  const perform = async (effect: RunEffect): Promise<void> => {
    switch (effect.kind) {
      case "REQUEST_LEASE": {
        const pauseMs = REQUEST_PAUSES_MS[Math.min(requests, 2)]!;
        requests += 1;
        await runRecords("signalPool", {
          kind: "REQUEST",
          resourceClassId: input.resourceClassId,
          request: {
            runId: input.runId,
            projectId: input.projectId,
            leaseId: input.runId,
            workflowId: workflowInfo().workflowId,
            requestedAt: input.requestedAt,
          },
        });
        await condition(() => effectsOf(state)[0]?.kind !== "REQUEST_LEASE" || full(), pauseMs);
        return;
      }
      case "LAUNCH":
        put({ kind: "LAUNCH_ASKED" });
        put({
          kind: "LAUNCH_ANSWERED",
          launched: await runRecords("setIntentRun", input.runId, effect.homeId, effect.leaseId),
        });
        return;
      case "WRITE_STOP":
        await runRecords("setIntentStop", input.runId, state.halt!, effect.mode);
        put({ kind: "STOP_WRITTEN", mode: effect.mode });
        return;
      case "SETTLE_LEASE": {
        const quarantined = effect.quarantineReason !== null;
        await runRecords(
          "signalPool",
          quarantined
            ? {
                kind: "QUARANTINE",
                resourceClassId: input.resourceClassId,
                runId: input.runId,
                reason: effect.quarantineReason,
              }
            : { kind: "RELEASE", resourceClassId: input.resourceClassId, runId: input.runId },
        );
        leaseReleased = !quarantined;
        put({ kind: "LEASE_SETTLED", released: state.leaseId === null && !quarantined ? null : !quarantined });
      }
    }
  };

  const actor = async (): Promise<void> => {
    while (!isTerminal(state.status) && !leaving) {
      const effect = effectsOf(state)[0];
      if (full()) return;
      if (effect !== undefined) await perform(effect);
      else await condition(() => effectsOf(state).length > 0 || isTerminal(state.status) || full());
    }
  };

  const clock = async (): Promise<void> => {
    while (!isTerminal(state.status) && !leaving) {
      const deadlineMs = state.deadlineMs;
      const changed = (): boolean =>
        state.outcome !== null || state.deadlineMs !== deadlineMs || isTerminal(state.status) || leaving;
      if (state.outcome !== null || deadlineMs === null) {
        await condition(
          () => isTerminal(state.status) || leaving || (state.outcome === null && state.deadlineMs !== null),
        );
        continue;
      }
      if (await condition(changed, Math.max(1, deadlineMs - Date.now()))) continue;
      // Looked at once more: what was committed but not yet delivered still decides.
      for (const fact of await runRecords("readFacts", input.runId)) put({ kind: "FACT", fact });
      put({ kind: "CLOCK" });
    }
  };

  await Promise.race([
    Promise.all([projector(), actor().then(() => condition(() => isTerminal(state.status) || leaving)), clock()]),
    condition(() => full() && !isTerminal(state.status) && state.launch !== "ASKED" && state.outcome === null),
  ]);
  await condition(allHandlersFinished);
  if (!isTerminal(state.status)) {
    leaving = true;
    log.info("Continues as new", { flowSequence: state.flowSequence });
    return continueAsNew<typeof trainRun>(input, state);
  }
  return { status: state.status, cause: state.cause ?? "INFRASTRUCTURE" };
}

async function recover(input: TrainRunInput): Promise<RunState> {
  const row = await runRecords("readRunRow", input.runId);
  if (row === null) throw ApplicationFailure.nonRetryable("There is no such run to recover", "REJECTED");
  let recovered = recoveredState(input, row, Date.now());
  for (const fact of await runRecords("readFacts", input.runId))
    recovered = reduceRun(recovered, { kind: "FACT", fact, nowMs: Date.now() }).state;
  if (row.halt !== null) recovered = reduceRun(recovered, { kind: "HALT", request: row.halt, nowMs: Date.now() }).state;
  return recovered;
}

function adoptedFields(outcome: NonNullable<RunState["outcome"]>): Partial<RunState> {
  return { status: outcome.status, cause: outcome.cause, causeMessage: outcome.message };
}

function asRefusal(error: unknown): ApplicationFailure {
  let cause: unknown = error;
  while (cause instanceof Error && !(cause instanceof ApplicationFailure) && cause.cause !== undefined)
    cause = cause.cause;
  if (cause instanceof ApplicationFailure && cause.nonRetryable)
    return ApplicationFailure.nonRetryable(cause.message, cause.type ?? "REJECTED", ...(cause.details ?? []));
  throw error;
}
