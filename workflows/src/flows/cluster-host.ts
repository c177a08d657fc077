import {
  allHandlersFinished,
  condition,
  continueAsNew,
  defineSignal,
  getExternalWorkflowHandle,
  setHandler,
  workflowInfo,
} from "@temporalio/workflow";
import {
  clusterWorkflowId,
  HOST_COMMAND_SIGNAL,
  HOST_REPORT_SIGNAL,
  type ClusterHostInput,
  type ClusterOperationInput,
  type HostCommand,
  type HostReport,
} from "../contract/cluster-operation.ts";
import { clusterCalls, clusterRecords } from "./cluster-calls.ts";
import {
  currentStage,
  hasHostEnded,
  hostMessage,
  hostStateOf,
  initialHostState,
  reduceHost,
  reportOf,
  type ClusterHostEvent,
  type ClusterHostState,
} from "./cluster-host-state.ts";

const MAX_EVENTS = 4_000;
/** Between looks at a host that cannot be reached. */
const UNREACHABLE_PAUSE_MS = 2_000;

/** One execution of `clusterHost`: the reducer's state, and what was said of it. */
class HostExecution {
  state: ClusterHostState;
  shown = "";
  reported = "";
  readonly host: ClusterHostInput;

  constructor(state: ClusterHostState, host: ClusterHostInput) {
    this.state = state;
    this.host = host;
  }
  put(event: ClusterHostEvent): void {
    this.state = reduceHost(this.state, event);
  }
  get report(): HostReport {
    return reportOf(this.state, this.host.position);
  }
  get view(): string {
    const { stages, checks, checkedAt } = this.state;
    return JSON.stringify([hostStateOf(this.state), stages, checks, checkedAt]);
  }
  get hasEnded(): boolean {
    return hasHostEnded(this.state);
  }
  get isFull(): boolean {
    return workflowInfo().historyLength >= MAX_EVENTS;
  }
}

/** The stages of one host, one after another; finished ones are never begun again. */
export async function clusterHost(
  operation: ClusterOperationInput,
  host: ClusterHostInput,
  carried?: ClusterHostState,
): Promise<HostReport> {
  const execution = new HostExecution(carried ?? initialHostState(operation, host), host);
  setHandler(defineSignal<[HostCommand]>(HOST_COMMAND_SIGNAL), (command) =>
    execution.put(command.kind === "ABORT" ? { kind: "ABORT", at: now() } : command),
  );
  await Promise.all([
    advanceStages(operation, execution),
    projectStates(operation, execution),
    reportToOperation(operation, execution),
  ]);
  await condition(allHandlersFinished);
  if (execution.hasEnded) return execution.report;
  return continueAsNew<typeof clusterHost>(operation, host, execution.state);
}

async function advanceStages({ operationId, driver }: ClusterOperationInput, execution: HostExecution): Promise<void> {
  const { advanceStage } = clusterCalls();
  const { position } = execution.host;
  while (!execution.hasEnded && !execution.isFull) {
    const stage = currentStage(execution.state);
    if (stage === null) {
      await condition(() => execution.hasEnded || currentStage(execution.state) !== null);
      continue;
    }
    const { name, attempt } = stage;
    const hasBegun = stage.startedAt !== null;
    // What others do begins when they say so.
    if (driver !== "EXTERNAL") execution.put({ kind: "STARTED", stage: name, at: now() });
    const isAborted = execution.state.abortedAt !== null;
    const answer = await advanceStage({ operationId, position, stage: name, attempt, hasBegun, isAborted });
    execution.put({ kind: "ANSWERED", stage: name, answer, at: now() });
    const wasAborted = execution.state.abortedAt !== null;
    if (answer.state === "UNREACHABLE")
      await condition(() => (execution.state.abortedAt !== null) !== wasAborted, UNREACHABLE_PAUSE_MS);
  }
}

async function projectStates({ operationId }: ClusterOperationInput, execution: HostExecution): Promise<void> {
  const { projectHost } = clusterRecords();
  const isDirty = (): boolean => execution.view !== execution.shown;
  const isOver = (): boolean => execution.hasEnded || execution.isFull;
  while (!isOver() || isDirty()) {
    await condition(() => isDirty() || isOver());
    if (!isDirty()) continue;
    const { view } = execution;
    const flowSequence = execution.state.flowSequence + 1;
    execution.state = { ...execution.state, flowSequence };
    const { stages, checks, checkedAt } = execution.state;
    await projectHost({
      operationId,
      position: execution.host.position,
      flowSequence,
      state: hostStateOf(execution.state),
      message: hostMessage(execution.state),
      stages,
      checks,
      checkedAt,
    });
    execution.shown = view;
  }
}

/** The last report is this flow's result too, so one that finds nobody is not missed. */
async function reportToOperation(operation: ClusterOperationInput, execution: HostExecution): Promise<void> {
  const parent = getExternalWorkflowHandle(clusterWorkflowId(operation.kind, operation.operationId));
  const isDirty = (): boolean => JSON.stringify(execution.report) !== execution.reported;
  const isOver = (): boolean => execution.hasEnded || execution.isFull;
  while (!isOver()) {
    await condition(() => isDirty() || isOver());
    const { report } = execution;
    execution.reported = JSON.stringify(report);
    await parent.signal(HOST_REPORT_SIGNAL, report).catch(() => undefined);
  }
}

function now(): string {
  return new Date().toISOString();
}
