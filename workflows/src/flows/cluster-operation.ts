import {
  allHandlersFinished,
  condition,
  defineSignal,
  getExternalWorkflowHandle,
  ParentClosePolicy,
  setHandler,
  startChild,
  uuid4,
} from "@temporalio/workflow";
import {
  CLUSTER_COMMAND_SIGNAL,
  clusterHostWorkflowId,
  hasOperationEnded,
  HOST_COMMAND_SIGNAL,
  HOST_REPORT_SIGNAL,
  type ClusterCommand,
  type ClusterOperationInput,
  type HostCommand,
  type HostReport,
  type OperationStatus,
} from "../contract/cluster-operation.ts";
import { clusterCalls, clusterRecords } from "./cluster-calls.ts";
import { clusterHost } from "./cluster-host.ts";
import {
  initialOperationState,
  nobodyMayChoose,
  operationMessage,
  reduceOperation,
  statusOf,
  type ClusterOperationEvent,
  type ClusterOperationState,
} from "./cluster-operation-state.ts";

/** How long somebody may take to choose what becomes of a host that failed. */
const CHOICE_WITHIN_MS = 24 * 3_600_000;
/** Between looks at a cluster that cannot be proven yet. */
const PROOF_PAUSE_MS = 1_000;

class OperationExecution {
  readonly input: ClusterOperationInput;
  state: ClusterOperationState;
  hostsEnded = false;
  shown = "";
  /** By their positions: before, a host's flow is not there yet, and what it is told is lost. */
  readonly begunHosts = new Set<number>();
  /** What each host was told, so that it is told once. */
  readonly told = new Set<string>();

  constructor(input: ClusterOperationInput) {
    this.input = input;
    this.state = initialOperationState(input);
  }
  put(event: ClusterOperationEvent): void {
    this.state = reduceOperation(this.state, event, this.input);
  }
  get status(): OperationStatus {
    return statusOf(this.state, this.input);
  }
  get view(): string {
    return JSON.stringify([this.status, operationMessage(this.state, this.input)]);
  }
  get hasEnded(): boolean {
    return this.hostsEnded && hasOperationEnded(this.status);
  }
  /** To whom what is still to be said. */
  get untold(): readonly { readonly key: string; readonly position: number; readonly command: HostCommand }[] {
    const { openGates, isAborted, gaveUp, forHosts } = this.state;
    const all: HostCommand[] = [
      ...openGates.map((gate) => ({ kind: "OPEN_GATE", gate }) as const),
      ...(isAborted || gaveUp ? [{ kind: "ABORT" } as const] : []),
    ];
    const general = this.input.hosts.flatMap(({ position }) =>
      all.map((command) => ({ key: `${position}/${JSON.stringify(command)}`, position, command })),
    );
    const single = forHosts.map(({ commandId, kind, position }) => ({
      key: commandId,
      position,
      command: { kind, commandId },
    }));
    return [...general, ...single].filter(({ key, position }) => this.begunHosts.has(position) && !this.told.has(key));
  }
}

/** What is done to a cluster, from its order to its end: a child a host, and the proof. Bounded by its 64 hosts at most. */
async function operate(input: ClusterOperationInput): Promise<OperationStatus> {
  const execution = new OperationExecution(input);
  setHandler(defineSignal<[HostReport]>(HOST_REPORT_SIGNAL), (report) => execution.put({ kind: "REPORT", report }));
  setHandler(defineSignal<[ClusterCommand]>(CLUSTER_COMMAND_SIGNAL), (command) =>
    execution.put({ kind: "COMMAND", command }),
  );
  await Promise.all([
    runHosts(execution),
    tellHosts(execution),
    prove(execution),
    project(execution),
    watch(execution),
  ]);
  await condition(allHandlersFinished);
  return execution.status;
}

export const installCluster = (input: ClusterOperationInput): Promise<OperationStatus> => operate(input);
export const downCluster = (input: ClusterOperationInput): Promise<OperationStatus> => operate(input);
export const teardownCluster = (input: ClusterOperationInput): Promise<OperationStatus> => operate(input);
export const proveCluster = (input: ClusterOperationInput): Promise<OperationStatus> => operate(input);

async function runHosts(execution: OperationExecution): Promise<void> {
  const { input } = execution;
  await Promise.all(
    input.hosts.map(async (host) => {
      const child = await startChild(clusterHost, {
        workflowId: clusterHostWorkflowId(input.operationId, host.position),
        args: [input, host],
        parentClosePolicy: ParentClosePolicy.ABANDON,
      });
      execution.begunHosts.add(host.position);
      execution.put({ kind: "REPORT", report: await child.result() });
    }),
  );
  execution.hostsEnded = true;
}

async function tellHosts(execution: OperationExecution): Promise<void> {
  while (!execution.hasEnded) {
    await condition(() => execution.untold.length > 0 || execution.hasEnded);
    await Promise.all(
      execution.untold.map(async ({ key, position, command }) => {
        execution.told.add(key);
        const host = getExternalWorkflowHandle(clusterHostWorkflowId(execution.input.operationId, position));
        // One that has ended has nothing to be told.
        await host.signal(HOST_COMMAND_SIGNAL, command).catch(() => undefined);
        if (command.kind === "RETRY" || command.kind === "SKIP")
          execution.put({ kind: "PASSED_ON", commandId: command.commandId });
      }),
    );
  }
}

async function prove(execution: OperationExecution): Promise<void> {
  const { advanceProof, tidyHosts } = clusterCalls();
  const { input } = execution;
  while (!execution.hasEnded) {
    await condition(() => execution.state.proof.wanted || execution.hasEnded);
    const [proofId, startedAt] = [uuid4(), new Date().toISOString()];
    while (execution.state.proof.wanted) {
      const checks = await advanceProof({ operation: input, proofId, startedAt });
      if (checks !== null) execution.put({ kind: "PROVED", checks });
      else await condition(() => !execution.state.proof.wanted, PROOF_PAUSE_MS);
    }
  }
  await tidyHosts(input.operationId);
}

async function project(execution: OperationExecution): Promise<void> {
  const { projectOperation } = clusterRecords();
  const { operationId } = execution.input;
  const isDirty = (): boolean => execution.view !== execution.shown;
  while (!execution.hasEnded || isDirty()) {
    await condition(() => isDirty() || execution.hasEnded);
    if (!isDirty()) continue;
    const { view, status } = execution;
    // Its end is told once the hosts' flows have told theirs.
    if (hasOperationEnded(status) && !execution.hostsEnded) {
      await condition(() => execution.hostsEnded || execution.view !== view);
      continue;
    }
    const flowSequence = execution.state.flowSequence + 1;
    execution.state = { ...execution.state, flowSequence };
    await projectOperation({
      operationId,
      flowSequence,
      status,
      message: operationMessage(execution.state, execution.input),
    });
    execution.shown = view;
  }
}

/** Nobody is waited for without end. */
async function watch(execution: OperationExecution): Promise<void> {
  while (!execution.hasEnded) {
    await condition(() => execution.status === "WAITING" || execution.hasEnded);
    if (execution.hasEnded) return;
    if (nobodyMayChoose(execution.state, execution.input)) {
      execution.put({ kind: "GAVE_UP" });
      continue;
    }
    const chosen = await condition(() => execution.status !== "WAITING" || execution.hasEnded, CHOICE_WITHIN_MS);
    if (!chosen) execution.put({ kind: "GAVE_UP" });
  }
}
