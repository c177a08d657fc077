import type { ClusterCheck } from "../contract/cluster-check.ts";
import type {
  ClusterCommand,
  ClusterOperationInput,
  Gate,
  HostReport,
  OperationStatus,
} from "../contract/cluster-operation.ts";
import { OPENED_BY } from "./stage-plan.ts";

export interface ClusterOperationState {
  readonly stateVersion: 1;
  readonly reports: readonly HostReport[];
  readonly openGates: readonly Gate[];
  /** `wanted`: to be looked at now. */
  readonly proof: { readonly wanted: boolean; readonly checks: readonly ClusterCheck[] | null };
  readonly isAborted: boolean;
  /** Nobody chose in time. */
  readonly gaveUp: boolean;
  readonly appliedCommands: readonly string[];
  /** Commands to hosts that are still to be passed on. */
  readonly forHosts: readonly {
    readonly commandId: string;
    readonly kind: "RETRY" | "SKIP";
    readonly position: number;
  }[];
  readonly flowSequence: number;
}
export type ClusterOperationEvent =
  | { readonly kind: "REPORT"; readonly report: HostReport }
  | { readonly kind: "COMMAND"; readonly command: ClusterCommand }
  | { readonly kind: "PASSED_ON"; readonly commandId: string }
  | { readonly kind: "PROVED"; readonly checks: readonly ClusterCheck[] }
  | { readonly kind: "GAVE_UP" };

export function initialOperationState({ hosts, kind }: ClusterOperationInput): ClusterOperationState {
  return {
    stateVersion: 1,
    reports: hosts.map(({ position }) => ({ position, state: "WAITING", done: [], waitsAt: null, message: null })),
    openGates: [],
    proof: { wanted: kind === "PROOF", checks: null },
    isAborted: false,
    gaveUp: false,
    appliedCommands: [],
    forHosts: [],
    flowSequence: 0,
  };
}

export function reduceOperation(
  state: ClusterOperationState,
  event: ClusterOperationEvent,
  input: ClusterOperationInput,
): ClusterOperationState {
  switch (event.kind) {
    case "REPORT": {
      const { report } = event;
      const reports = state.reports.map((one) => (one.position === report.position ? report : one));
      return advanced({ ...state, reports }, input);
    }
    case "COMMAND":
      return state.appliedCommands.includes(event.command.commandId)
        ? state
        : commanded(
            { ...state, appliedCommands: [...state.appliedCommands, event.command.commandId] },
            event.command,
            input,
          );
    case "PASSED_ON":
      return { ...state, forHosts: state.forHosts.filter((one) => one.commandId !== event.commandId) };
    case "PROVED":
      return { ...state, proof: { wanted: false, checks: event.checks } };
    case "GAVE_UP":
      return { ...state, gaveUp: true };
  }
}

function commanded(
  state: ClusterOperationState,
  command: ClusterCommand,
  input: ClusterOperationInput,
): ClusterOperationState {
  switch (command.kind) {
    case "ABORT":
      return { ...state, isAborted: true, proof: { ...state.proof, wanted: false } };
    case "PROVE":
      return areHostsDone(state) && !state.isAborted ? { ...state, proof: { ...state.proof, wanted: true } } : state;
    case "SKIP":
      // Without its manager there is no cluster.
      if (roleOf(input, command.position) === "MANAGER") return state;
      return { ...state, forHosts: [...state.forHosts, command] };
    case "RETRY":
      return { ...state, forHosts: [...state.forHosts, command] };
  }
}

/** What the hosts' reports bring about: gates, and the proof once all of them are done. */
function advanced(state: ClusterOperationState, input: ClusterOperationInput): ClusterOperationState {
  const gates = new Set(state.openGates);
  for (const { done } of state.reports)
    for (const name of done) if (OPENED_BY[name] !== undefined) gates.add(OPENED_BY[name]);
  const workers = state.reports.filter(({ position }) => roleOf(input, position) === "WORKER");
  const isBegun = gates.has("SWARM_READY") || gates.has("STACK_REMOVED");
  if (isBegun && workers.every(isSettled)) gates.add("WORKERS_SETTLED");
  const isWithdrawn = input.driver === "EXTERNAL" && state.reports.some((report) => report.state === "ABORTED");
  const next = { ...state, openGates: [...gates], gaveUp: state.gaveUp || (isWithdrawn && !state.isAborted) };
  const mustProve = input.kind === "INSTALL" && next.proof.checks === null && areHostsDone(next) && !isCutShort(next);
  return mustProve ? { ...next, proof: { ...next.proof, wanted: true } } : next;
}

const isSettled = ({ state }: HostReport): boolean => ["READY", "FAILED", "SKIPPED", "ABORTED"].includes(state);
const isCutShort = ({ isAborted, gaveUp }: ClusterOperationState): boolean => isAborted || gaveUp;

function areHostsDone({ reports }: ClusterOperationState): boolean {
  return reports.every(({ state }) => ["READY", "SKIPPED", "ABORTED"].includes(state));
}

function roleOf({ hosts }: ClusterOperationInput, position: number): "MANAGER" | "WORKER" | null {
  return hosts.find((host) => host.position === position)?.role ?? null;
}

export const failedChecks = (checks: readonly ClusterCheck[]): readonly ClusterCheck[] =>
  checks.filter(({ outcome }) => outcome === "FAILED");

export function statusOf(state: ClusterOperationState, { kind }: ClusterOperationInput): OperationStatus {
  const { reports, proof } = state;
  if (isCutShort(state)) return reports.every(isSettled) ? (state.isAborted ? "ABORTED" : "FAILED") : "ABORTING";
  if (!areHostsDone(state)) return reports.some((report) => mayMove(state, report)) ? "RUNNING" : "WAITING";
  if (kind === "INSTALL" || kind === "PROOF") {
    if (proof.wanted || proof.checks === null) return "RUNNING";
    // A proof alone is done once it was made; an installation is not done until it is proven.
    if (failedChecks(proof.checks).length > 0) return kind === "PROOF" ? "FAILED" : "WAITING";
  }
  return reports.some((report) => report.state === "SKIPPED") ? "INCOMPLETE" : "SUCCEEDED";
}

/** Goes on by itself: it stands before no gate, or the gate is open, or somebody has said what to do with it. */
function mayMove({ openGates, forHosts, reports }: ClusterOperationState, host: HostReport): boolean {
  if (host.state === "RUNNING") return true;
  if (host.state === "FAILED") return forHosts.some(({ position }) => position === host.position);
  if (host.state !== "WAITING") return false;
  return host.waitsAt === null || openGates.includes(host.waitsAt) || !reports.some(({ state }) => state === "FAILED");
}

/** Where somebody else works: their scripts are run again, which is another installation. */
export function nobodyMayChoose({ reports }: ClusterOperationState, { driver }: ClusterOperationInput): boolean {
  return driver === "EXTERNAL" && reports.some(({ state }) => state === "FAILED" || state === "ABORTED");
}

export function operationMessage(state: ClusterOperationState, input: ClusterOperationInput): string | null {
  const status = statusOf(state, input);
  if (status === "WAITING" || status === "FAILED") {
    const failed = state.reports.filter((report) => report.state === "FAILED");
    if (failed.length > 0)
      return `${failed.length} of ${state.reports.length} ${state.reports.length === 1 ? "host" : "hosts"} failed.`;
    const withdrawn = state.gaveUp ? state.reports.find(({ message }) => message !== null) : undefined;
    if (withdrawn !== undefined) return withdrawn.message;
    const open = failedChecks(state.proof.checks ?? []);
    if (open.length > 0) return `The proof failed: ${open.map(({ observed }) => observed).join("; ")}`.slice(0, 500);
  }
  if (status === "INCOMPLETE") {
    const skipped = state.reports.filter((report) => report.state === "SKIPPED").length;
    return `Without ${skipped} of ${state.reports.length} hosts, which were skipped.`;
  }
  return null;
}
