import type { ClusterCheck } from "./cluster-check.ts";

/** What is done to a class's cluster (product specification, section 9): docs/decisions/0008-cluster-operations.md. */
export const OPERATION_KINDS = ["INSTALL", "DOWN", "TEARDOWN", "PROOF"] as const;
export type OperationKind = (typeof OPERATION_KINDS)[number];
/** SSH: this server. HELM: this server, by helm and kubectl. EXTERNAL: somebody by hand, who reports. */
export const INSTALL_DRIVERS = ["SSH", "HELM", "EXTERNAL"] as const;
export type InstallDriver = (typeof INSTALL_DRIVERS)[number];
/** WAITING: a host has failed, or the proof: somebody must choose. INCOMPLETE: done, but for hosts that were skipped. */
export const OPERATION_STATUSES = [
  "RUNNING",
  "WAITING",
  "ABORTING",
  "SUCCEEDED",
  "INCOMPLETE",
  "FAILED",
  "ABORTED",
] as const;
export type OperationStatus = (typeof OPERATION_STATUSES)[number];
export const ENDED_OPERATION_STATUSES = ["SUCCEEDED", "INCOMPLETE", "FAILED", "ABORTED"] as const;
export function hasOperationEnded(status: OperationStatus): boolean {
  return (ENDED_OPERATION_STATUSES as readonly OperationStatus[]).includes(status);
}

export const HOST_ROLES = ["MANAGER", "WORKER"] as const;
export type HostRole = (typeof HOST_ROLES)[number];
export const HOST_STATES = ["WAITING", "RUNNING", "READY", "FAILED", "SKIPPED", "ABORTED"] as const;
export type HostState = (typeof HOST_STATES)[number];
export const STAGE_NAMES = [
  "PREFLIGHT",
  "DOCKER",
  "NVIDIA_DRIVER",
  "NVIDIA_TOOLKIT",
  "SWARM_INIT",
  "SWARM_JOIN",
  "NODE_LABELS",
  "DEPLOY",
  "STACK_DOWN",
  "STACK_REMOVE",
  "SWARM_LEAVE",
  "CHART",
  "ROLLOUT",
  "RELEASE_DOWN",
  "RELEASE_REMOVE",
] as const;
export type StageName = (typeof STAGE_NAMES)[number];
export const STAGE_STATES = ["WAITING", "RUNNING", "DONE", "FAILED", "SKIPPED"] as const;
export type StageState = (typeof STAGE_STATES)[number];
/** What all hosts wait for together. */
export const GATES = ["SWARM_READY", "WORKERS_SETTLED", "STACK_REMOVED"] as const;
export type Gate = (typeof GATES)[number];

/** Times are UTC ISO 8601 with milliseconds. */
export interface ClusterStage {
  readonly name: StageName;
  readonly state: StageState;
  /** Rises with each retry; 1 at first. */
  readonly attempt: number;
  readonly startedAt: string | null;
  readonly endedAt: string | null;
  /** What it does now, why it failed or was left out; for people. */
  readonly message: string | null;
}

export interface ClusterHostInput {
  readonly position: number;
  readonly role: HostRole;
}
/** What head and workers mount as /opt/data: a directory of each node, a claim of the namespace, or a directory of NFS. */
export type HelmStorage =
  | { readonly kind: "HOST" }
  | { readonly kind: "CLAIM"; readonly claim: string }
  | { readonly kind: "NFS"; readonly server: string; readonly path: string };
export const HELM_ACCESSES = ["GIVEN", "SERVER", "ELSEWHERE"] as const;
export type HelmAccess = (typeof HELM_ACCESSES)[number];
/** The release that an operation by Helm is about; no secret. */
export interface HelmTarget {
  /**
   * GIVEN: by a kubeconfig that came with the order and is gone at its end. SERVER: by the server's own. ELSEWHERE: not by
   * this server, but by who reports.
   */
  readonly access: HelmAccess;
  readonly context: string;
  readonly namespace: string;
  readonly release: string;
  readonly storage: HelmStorage;
}
/** Kept in the row too; no secret. */
export interface ClusterOperationOptions {
  /** Of the driver HELM, and of EXTERNAL in Kubernetes. */
  readonly helm?: HelmTarget;
  /** Of the driver EXTERNAL: `user@machine` that runs the scripts, as they say it. */
  readonly reportedBy?: string;
  /** Workers of the class have GPUs, or take the whole host. */
  readonly gpus: boolean;
  /** TEARDOWN: the hosts leave the Swarm. */
  readonly leaveSwarm: boolean;
  /** Address or interface at which the manager is reached by the others; null: as it was given. */
  readonly advertiseAddress: string | null;
  /** How this server logs in. */
  readonly login: "SERVER_KEY" | "SSH_AGENT";
}
export interface ClusterOperationInput {
  readonly operationId: string;
  readonly resourceClassId: string;
  readonly kind: OperationKind;
  readonly driver: InstallDriver;
  readonly hosts: readonly ClusterHostInput[];
  readonly options: ClusterOperationOptions;
}

export const CLUSTER_WORKFLOWS: Readonly<Record<OperationKind, string>> = {
  INSTALL: "installCluster",
  DOWN: "downCluster",
  TEARDOWN: "teardownCluster",
  PROOF: "proveCluster",
};
export function clusterWorkflowId(kind: OperationKind, operationId: string): string {
  return `${CLUSTER_WORKFLOWS[kind]}/${operationId}`;
}
export function clusterHostWorkflowId(operationId: string, position: number): string {
  return `clusterHost/${operationId}/${position}`;
}

/** Signal to the operation, committed to Postgres first, delivered at least once; applied once by its id. */
export const CLUSTER_COMMAND_SIGNAL = "command";
export type ClusterCommand = { readonly commandId: string } & (
  { readonly kind: "RETRY" | "SKIP"; readonly position: number } | { readonly kind: "ABORT" | "PROVE" }
);

/** Signals between the operation and its hosts. */
export const HOST_COMMAND_SIGNAL = "hostCommand";
export type HostCommand =
  | { readonly kind: "OPEN_GATE"; readonly gate: Gate }
  | { readonly kind: "RETRY" | "SKIP"; readonly commandId: string }
  | { readonly kind: "ABORT" };
export const HOST_REPORT_SIGNAL = "hostReport";
/** A level: the whole of what others must know of a host. */
export interface HostReport {
  readonly position: number;
  readonly state: HostState;
  readonly done: readonly StageName[];
  /** The gate that it stands before; null: it goes on by itself, or has nothing left to do. */
  readonly waitsAt: Gate | null;
  readonly message: string | null;
}

/**
 * What a stage has come to. RUNNING: look again. Where others work on the host, WAITING: they have not begun it;
 * WITHDRAWN: they will not.
 */
export interface StageAnswer {
  readonly state: "RUNNING" | "DONE" | "SKIPPED" | "FAILED" | "UNREACHABLE" | "WAITING" | "WITHDRAWN";
  readonly message: string | null;
  /** Of PREFLIGHT, or of the contact that failed. */
  readonly checks?: readonly ClusterCheck[];
}
