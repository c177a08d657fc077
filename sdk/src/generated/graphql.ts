/* eslint-disable */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
export type AbortInstallInput = {
  /** Of the operation. */
  id: string;
  /** Repeating the mutation with the same key and input within 24 hours has no further effect and gets the same answer. */
  idempotencyKey?: string | null | undefined;
};

export type AcceptInvitationInput = {
  /** Not used: an invitation is accepted once. */
  idempotencyKey?: string | null | undefined;
  /** Of a person without an account. */
  name?: string | null | undefined;
  /** 8 to 128 characters; of a person without an account. */
  password?: string | null | undefined;
  token: string;
};

export type ApproveDeviceLoginInput = {
  /** Repeating the mutation with the same key and input within 24 hours has no further effect and gets the same answer. */
  idempotencyKey?: string | null | undefined;
  userCode: string;
};

export type ChangeMemberRoleInput = {
  /** Repeating the mutation with the same key and input within 24 hours has no further effect and gets the same answer. */
  idempotencyKey?: string | null | undefined;
  personId: string;
  role: Role;
};

/** What a checkpoint holds. */
export type CheckpointContent =
  | 'COUNTERS'
  | 'ENVIRONMENT'
  | 'EXPLORATION'
  | 'NORMALIZATION'
  | 'OPTIMIZER'
  | 'REPLAY_BUFFER'
  | 'RNG'
  | 'WEIGHTS';

/** A WARNING lets an installation go on. What was SKIPPED says why in `observed`. */
export type ClusterCheckOutcome =
  | 'FAILED'
  | 'PASSED'
  | 'SKIPPED'
  | 'WARNING';

export type ClusterHostRole =
  | 'MANAGER'
  | 'WORKER';

/** WAITING: for other hosts, or for its turn. */
export type ClusterHostState =
  | 'ABORTED'
  | 'FAILED'
  | 'READY'
  | 'RUNNING'
  | 'SKIPPED'
  | 'WAITING';

/** How this server logs in: by the class's key, or by the ssh agent that it was started with. */
export type ClusterLogin =
  | 'SERVER_KEY'
  | 'SSH_AGENT';

/** What is done to a cluster. PROOF: it is looked at, and nothing is changed. */
export type ClusterOperationKind =
  | 'DOWN'
  | 'INSTALL'
  | 'PROOF'
  | 'TEARDOWN';

/** WAITING: a host or the proof has failed, and somebody must choose. INCOMPLETE: done, but for hosts that were skipped. */
export type ClusterOperationStatus =
  | 'ABORTED'
  | 'ABORTING'
  | 'FAILED'
  | 'INCOMPLETE'
  | 'RUNNING'
  | 'SUCCEEDED'
  | 'WAITING';

export type ClusterStageName =
  | 'CHART'
  | 'DEPLOY'
  | 'DOCKER'
  | 'NODE_LABELS'
  | 'NVIDIA_DRIVER'
  | 'NVIDIA_TOOLKIT'
  | 'PREFLIGHT'
  | 'RELEASE_DOWN'
  | 'RELEASE_REMOVE'
  | 'ROLLOUT'
  | 'STACK_DOWN'
  | 'STACK_REMOVE'
  | 'SWARM_INIT'
  | 'SWARM_JOIN'
  | 'SWARM_LEAVE';

export type ClusterStageState =
  | 'DONE'
  | 'FAILED'
  | 'RUNNING'
  | 'SKIPPED'
  | 'WAITING';

/** Whether the class's machines answer. */
export type ConnectionState =
  | 'CONNECTED'
  | 'DEGRADED'
  | 'INSTALLING'
  | 'NOT_INSTALLED'
  | 'UNREACHABLE';

export type CopyExperimentInput = {
  id: string;
  /** Repeating the mutation with the same key and input within 24 hours has no further effect and gets the same answer. */
  idempotencyKey?: string | null | undefined;
  /** Left out: the name with “copy” behind it. */
  name?: string | null | undefined;
};

export type CreateApiKeyInput = {
  /** Repeating the mutation with the same key and input within 24 hours has no further effect and gets the same answer. */
  idempotencyKey?: string | null | undefined;
};

export type CreateExperimentInput = {
  /** Repeating the mutation with the same key and input within 24 hours has no further effect and gets the same answer. */
  idempotencyKey?: string | null | undefined;
  manifest: { readonly [key: string]: unknown };
  name: string;
  projectId: string;
  resourceClassId?: string | null | undefined;
};

export type CreateOrganizationInput = {
  /** Repeating the mutation with the same key and input within 24 hours has no further effect and gets the same answer. */
  idempotencyKey?: string | null | undefined;
  /** 1 to 100 characters. */
  name: string;
};

export type CreateProjectInput = {
  description?: string | null | undefined;
  /** Repeating the mutation with the same key and input within 24 hours has no further effect and gets the same answer. */
  idempotencyKey?: string | null | undefined;
  /** CLASSIC when left out. */
  kind?: ProjectKind | null | undefined;
  name: string;
};

export type CreateResourceClassInput = {
  /** Per worker node; null: the worker takes the whole host. 8 when left out. */
  cpus?: number | null | undefined;
  description?: string | null | undefined;
  /** True when left out. */
  enabled?: boolean | null | undefined;
  /** Per worker node; null: the worker takes the whole host. 0 when left out. */
  gpus?: number | null | undefined;
  /** Repeating the mutation with the same key and input within 24 hours has no further effect and gets the same answer. */
  idempotencyKey?: string | null | undefined;
  /** With its unit, such as `32 GB`. Per worker node; null: the worker takes the whole host. 64 GiB when left out. */
  memory?: string | null | undefined;
  /** 1 to 63 characters; unique, and so is the slug that it yields. */
  name: string;
  /** Worker nodes, at least 1. */
  nodes: number;
};

export type DeleteCheckpointInput = {
  id: string;
  /** Repeating the mutation with the same key and input within 24 hours has no further effect and gets the same answer. */
  idempotencyKey?: string | null | undefined;
};

export type DeleteExperimentInput = {
  id: string;
  /** Repeating the mutation with the same key and input within 24 hours has no further effect and gets the same answer. */
  idempotencyKey?: string | null | undefined;
};

export type DeleteResourceClassInput = {
  id: string;
  /** Repeating the mutation with the same key and input within 24 hours has no further effect and gets the same answer. */
  idempotencyKey?: string | null | undefined;
};

export type DenyDeviceLoginInput = {
  /** Repeating the mutation with the same key and input within 24 hours has no further effect and gets the same answer. */
  idempotencyKey?: string | null | undefined;
  userCode: string;
};

export type DisableOnPremInput = {
  /** Repeating the mutation with the same key and input within 24 hours has no further effect and gets the same answer. */
  idempotencyKey?: string | null | undefined;
};

export type DownClusterInput = {
  /** Of an installation by Helm. A kubeconfig is given again: none was kept. The server’s own is known. */
  helm?: HelmInput | null | undefined;
  /** Of the class. */
  id: string;
  /** Repeating the mutation with the same key and input within 24 hours has no further effect and gets the same answer. */
  idempotencyKey?: string | null | undefined;
  /** When left out, with the workers: the hosts of the newest installation by this server. */
  manager?: string | null | undefined;
  workers?: Array<string> | null | undefined;
};

export type EnableOnPremInput = {
  /** Repeating the mutation with the same key and input within 24 hours has no further effect and gets the same answer. */
  idempotencyKey?: string | null | undefined;
};

/** How it was proved that no process is left. */
export type Evidence =
  | 'CGROUP'
  | 'NONE'
  | 'REBOOT'
  | 'SCAN';

export type ExperimentFilter = {
  status?: Array<ExperimentStatus> | null | undefined;
  /** Found anywhere in the name, letters of either case. */
  text?: string | null | undefined;
};

export type ExperimentOrder = {
  direction?: OrderDirection;
  field: ExperimentOrderField;
};

export type ExperimentOrderField =
  | 'CREATED_AT'
  | 'NAME'
  | 'STATUS'
  | 'UPDATED_AT';

/** An experiment has its newest run's status, but for Draft and the two of deletion. */
export type ExperimentStatus =
  | 'DELETED'
  | 'DRAFT'
  | 'FAILED'
  | 'PENDING'
  | 'PENDING_DELETE'
  | 'RUNNING'
  | 'STOPPED'
  | 'STOPPING'
  | 'SUCCEEDED';

export type ForgetHostKeyInput = {
  address: string;
  /** Of the class. */
  id: string;
  /** Repeating the mutation with the same key and input within 24 hours has no further effect and gets the same answer. */
  idempotencyKey?: string | null | undefined;
  port: number;
};

/** From where a halt was asked. */
export type HaltChannel =
  | 'CLI'
  | 'SDK'
  | 'SYSTEM'
  | 'WEB';

export type HaltExperimentInput = {
  /** Goes to the next rung. */
  force?: boolean | null | undefined;
  id: string;
  /** Repeating the mutation with the same key and input within 24 hours has no further effect and gets the same answer. */
  idempotencyKey?: string | null | undefined;
  /** SAVE when left out. */
  mode?: HaltMode | null | undefined;
};

export type HaltExperimentsInput = {
  /** Repeating the mutation with the same key and input within 24 hours has no further effect and gets the same answer. */
  idempotencyKey?: string | null | undefined;
  ids: Array<string>;
  /** SAVE when left out. */
  mode?: HaltMode | null | undefined;
};

/** The rung a halt starts at: 1, 2 or 3. Severity only rises. */
export type HaltMode =
  | 'KILL'
  | 'SAVE'
  | 'TERMINATE';

/** How this server reaches Kubernetes: by a kubeconfig that came with the order, or by its own. ELSEWHERE: not at all; who reports does. */
export type HelmAccess =
  | 'ELSEWHERE'
  | 'GIVEN'
  | 'SERVER';

/** A cluster of Kubernetes that this server reaches by helm and kubectl. */
export type HelmInput = {
  /** Of the namespace, for /opt/data; with more than one node it must be ReadWriteMany. */
  claim?: string | null | undefined;
  /** The kubeconfig’s current one when left out. */
  context?: string | null | undefined;
  /** Its text; sealed, and gone when the operation ends. Tokens and certificates in it, no files and no programs. When left out, the server’s own, if it was started with ARENA_KUBECONFIG. */
  kubeconfig?: string | null | undefined;
  /** The class’s slug when left out. */
  namespace?: string | null | undefined;
  /** Directory of NFS for /opt/data, as SERVER:/PATH. */
  nfs?: string | null | undefined;
};

export type InstallClusterInput = {
  /** Address or interface at which the other hosts reach the manager; when left out, the address that is given. */
  advertiseAddress?: string | null | undefined;
  /** In place of hosts. */
  helm?: HelmInput | null | undefined;
  /** Of the class. */
  id: string;
  /** Repeating the mutation with the same key and input within 24 hours has no further effect and gets the same answer. */
  idempotencyKey?: string | null | undefined;
  /** SERVER_KEY when left out. */
  login?: ClusterLogin | null | undefined;
  /** HOST, user@HOST, HOST:PORT or [V6]:PORT. Needed, unless `helm` is given. */
  manager?: string | null | undefined;
  /** Each as the manager. As many as the class has nodes, or one less: then the manager works too. */
  workers?: Array<string> | null | undefined;
};

/** Who does it: this server over SSH or by Helm, or somebody else, who reports. */
export type InstallDriver =
  | 'EXTERNAL'
  | 'HELM'
  | 'SSH';

export type InviteMemberInput = {
  email: string;
  /** Repeating the mutation with the same key and input within 24 hours has no further effect and gets the same answer. */
  idempotencyKey?: string | null | undefined;
  /** MEMBER when left out. */
  role?: Role | null | undefined;
};

/** Why a halt ended without a checkpoint. */
export type NoCheckpointReason =
  | 'FORCED'
  | 'NOT_STARTED'
  | 'TRAINER_CRASHED'
  | 'TRAINER_IGNORED'
  | 'UNREACHABLE'
  | 'WRITE_FAILED';

export type OrderDirection =
  | 'ASC'
  | 'DESC';

/** What the organization has paid for. */
export type Plan =
  | 'BUSINESS'
  | 'ENTERPRISE'
  | 'FREE'
  | 'PROFESSIONAL';

export type PrepareClusterLoginInput = {
  /** Of the class. */
  id: string;
  /** Repeating the mutation with the same key and input within 24 hours has no further effect and gets the same answer. */
  idempotencyKey?: string | null | undefined;
};

/** Fixed when the project is made. */
export type ProjectKind =
  | 'ADVANCED'
  | 'CLASSIC';

export type ProveClusterInput = {
  /** Of the class. */
  id: string;
  /** Repeating the mutation with the same key and input within 24 hours has no further effect and gets the same answer. */
  idempotencyKey?: string | null | undefined;
};

export type ReleasePlaceInput = {
  /** Of the run. */
  id: string;
  /** Repeating the mutation with the same key and input within 24 hours has no further effect and gets the same answer. */
  idempotencyKey?: string | null | undefined;
};

export type RemoveMemberInput = {
  /** Repeating the mutation with the same key and input within 24 hours has no further effect and gets the same answer. */
  idempotencyKey?: string | null | undefined;
  personId: string;
};

/** This machine, or the customer's cluster. */
export type ResourceClassKind =
  | 'LOCAL'
  | 'ON_PREM';

export type ResumeExperimentInput = {
  /** What the checkpoint may lack, by name. */
  acceptMissing?: Array<CheckpointContent> | null | undefined;
  checkpointId: string;
  /** Repeating the mutation with the same key and input within 24 hours has no further effect and gets the same answer. */
  idempotencyKey?: string | null | undefined;
  /** A JSON merge patch (RFC 7396) of the parent's manifest. */
  manifestPatch?: { readonly [key: string]: unknown } | null | undefined;
  /** Of the new experiment. Left out: a new run of the same experiment. */
  name?: string | null | undefined;
  /** Left out: the parent's. */
  resourceClassId?: string | null | undefined;
};

export type RetryInstallHostInput = {
  /** Of the operation. */
  id: string;
  /** Repeating the mutation with the same key and input within 24 hours has no further effect and gets the same answer. */
  idempotencyKey?: string | null | undefined;
  position: number;
};

export type RevokeApiKeyInput = {
  /** Repeating the mutation with the same key and input within 24 hours has no further effect and gets the same answer. */
  idempotencyKey?: string | null | undefined;
};

export type RevokeClusterKeysInput = {
  id: string;
  /** Repeating the mutation with the same key and input within 24 hours has no further effect and gets the same answer. */
  idempotencyKey?: string | null | undefined;
};

export type RevokeInvitationInput = {
  id: string;
  /** Repeating the mutation with the same key and input within 24 hours has no further effect and gets the same answer. */
  idempotencyKey?: string | null | undefined;
};

/** A person's role in one organization. */
export type Role =
  | 'MANAGER'
  | 'MEMBER';

export type RotateApiKeyInput = {
  /** Repeating the mutation with the same key and input within 24 hours has no further effect and gets the same answer. */
  idempotencyKey?: string | null | undefined;
};

export type RotateClusterKeysInput = {
  id: string;
  /** Repeating the mutation with the same key and input within 24 hours has no further effect and gets the same answer. */
  idempotencyKey?: string | null | undefined;
};

/** Why a run ended. */
export type RunCause =
  | 'COMPLETED'
  | 'INFRASTRUCTURE'
  | 'REJECTED'
  | 'TARGET_REACHED'
  | 'TRAINER_ERROR'
  | 'USER';

/** What happens under a status. */
export type RunPhase =
  | 'CHECKPOINTING'
  | 'CHECKPOINT_REQUESTED'
  | 'KILLING'
  | 'RELEASING'
  | 'STARTING'
  | 'TERMINATING'
  | 'TRAINING'
  | 'UNREACHABLE'
  | 'WAITING_FOR_CAPACITY';

/** The steps of a halt, in their order. */
export type RungName =
  | 'CHECKPOINT'
  | 'RELEASE'
  | 'SIGKILL'
  | 'SIGTERM';

/** How a rung ended. */
export type RungOutcome =
  | 'DONE'
  | 'EXPIRED'
  | 'SKIPPED';

/** How a cluster is installed. */
export type SetupType =
  | 'DOCKER_SWARM'
  | 'HELM';

export type SkipInstallHostInput = {
  /** Of the operation. */
  id: string;
  /** Repeating the mutation with the same key and input within 24 hours has no further effect and gets the same answer. */
  idempotencyKey?: string | null | undefined;
  position: number;
};

export type SwitchOrganizationInput = {
  /** Repeating the mutation with the same key and input within 24 hours has no further effect and gets the same answer. */
  idempotencyKey?: string | null | undefined;
  organizationId: string;
};

export type TeardownClusterInput = {
  /** Of an installation by Helm. A kubeconfig is given again: none was kept. The server’s own is known. */
  helm?: HelmInput | null | undefined;
  /** Of the class. */
  id: string;
  /** Repeating the mutation with the same key and input within 24 hours has no further effect and gets the same answer. */
  idempotencyKey?: string | null | undefined;
  /** The hosts leave the Swarm too. False when left out. */
  leaveSwarm?: boolean | null | undefined;
  /** When left out, with the workers: the hosts of the newest installation by this server. */
  manager?: string | null | undefined;
  workers?: Array<string> | null | undefined;
};

/** Which control the Train column shows. */
export type TrainControl =
  | 'RESUME'
  | 'TRAIN';

export type TrainExperimentInput = {
  id: string;
  /** Repeating the mutation with the same key and input within 24 hours has no further effect and gets the same answer. */
  idempotencyKey?: string | null | undefined;
};

export type UpdateExperimentInput = {
  id: string;
  /** Repeating the mutation with the same key and input within 24 hours has no further effect and gets the same answer. */
  idempotencyKey?: string | null | undefined;
  manifest?: { readonly [key: string]: unknown } | null | undefined;
  name?: string | null | undefined;
  /** Null: none is chosen. */
  resourceClassId?: string | null | undefined;
};

export type UpdateOnPremInput = {
  /** At most 2,000 characters. */
  description?: string | null | undefined;
  /** Repeating the mutation with the same key and input within 24 hours has no further effect and gets the same answer. */
  idempotencyKey?: string | null | undefined;
  /** 1 to 100 characters; as it was when left out. */
  name?: string | null | undefined;
};

export type UpdateResourceClassInput = {
  /** Per worker node; null: the worker takes the whole host. */
  cpus?: number | null | undefined;
  description?: string | null | undefined;
  enabled?: boolean | null | undefined;
  /** Per worker node; null: the worker takes the whole host. */
  gpus?: number | null | undefined;
  id: string;
  /** Repeating the mutation with the same key and input within 24 hours has no further effect and gets the same answer. */
  idempotencyKey?: string | null | undefined;
  /** With its unit, such as `32 GB`. Per worker node; null: the worker takes the whole host. */
  memory?: string | null | undefined;
  /** Cannot change once a bundle was issued. */
  name?: string | null | undefined;
  nodes?: number | null | undefined;
};

export type ActionFieldsFragment = { allowed: boolean, reason: string | null };

export type ActionsFieldsFragment = { train: { allowed: boolean, reason: string | null }, halt: { allowed: boolean, reason: string | null }, resume: { allowed: boolean, reason: string | null }, delete: { allowed: boolean, reason: string | null }, edit: { allowed: boolean, reason: string | null }, copy: { allowed: boolean, reason: string | null } };

export type CheckpointFieldsFragment = { id: string, step: number, trainingScore: number | null, evaluationScore: number | null, sizeBytes: number, sha256: string, contents: Array<CheckpointContent>, missing: Array<CheckpointContent>, complete: boolean, reason: string, createdAt: string };

export type RunRowFieldsFragment = { id: string, number: number, status: ExperimentStatus, phase: RunPhase | null, step: number, startStep: number, maxSteps: number, bestScore: number | null, bestFitness: number | null, queuePlace: number | null, waitingFor: string | null, unreachableSince: string | null, createdAt: string, startedAt: string | null, endedAt: string | null, halt: { requestedAt: string | null, mode: HaltMode } | null };

export type ExperimentRowFieldsFragment = { id: string, name: string, status: ExperimentStatus, phase: RunPhase | null, cause: RunCause | null, causeMessage: string | null, manifest: { readonly [key: string]: unknown }, trainControl: TrainControl, createdAt: string, updatedAt: string, resourceClass: { id: string, name: string, kind: ResourceClassKind, enabled: boolean } | null, parent: { step: number | null, experiment: { id: string, name: string } | null } | null, actions: { train: { allowed: boolean, reason: string | null }, halt: { allowed: boolean, reason: string | null }, resume: { allowed: boolean, reason: string | null }, delete: { allowed: boolean, reason: string | null }, edit: { allowed: boolean, reason: string | null }, copy: { allowed: boolean, reason: string | null } }, latestRun: { id: string, number: number, status: ExperimentStatus, phase: RunPhase | null, step: number, startStep: number, maxSteps: number, bestScore: number | null, bestFitness: number | null, queuePlace: number | null, waitingFor: string | null, unreachableSince: string | null, createdAt: string, startedAt: string | null, endedAt: string | null, halt: { requestedAt: string | null, mode: HaltMode } | null } | null };

export type CheckpointReferenceFieldsFragment = { id: string, step: number, sha256: string };

export type PersonFieldsFragment = { id: string, name: string, email: string };

export type ReceiptFieldsFragment = { requestedVia: HaltChannel, requestedAt: string, mode: HaltMode, noCheckpointReason: NoCheckpointReason | null, exitCode: number | null, signal: string | null, processGroupEmpty: boolean | null, evidence: Evidence, resourcesReleased: boolean | null, verified: boolean, trainingComplete: boolean | null, requestedBy: { id: string, name: string, email: string } | null, requests: Array<{ mode: HaltMode, requestedAt: string, requestedVia: HaltChannel, requestedBy: { id: string, name: string, email: string } | null }>, checkpoint: { id: string, step: number, sha256: string } | null, rungs: Array<{ name: RungName, startedAt: string, endedAt: string | null, outcome: RungOutcome | null }>, reconciliation: { at: string, processGroupEmpty: boolean | null, message: string, checkpoint: { id: string, step: number, sha256: string } | null } | null };

export type RunFieldsFragment = { cause: RunCause | null, causeMessage: string | null, cleanupError: string | null, manifest: { readonly [key: string]: unknown }, grantedAt: string | null, eventSequence: number, metricNames: Array<string>, id: string, number: number, status: ExperimentStatus, phase: RunPhase | null, step: number, startStep: number, maxSteps: number, bestScore: number | null, bestFitness: number | null, queuePlace: number | null, waitingFor: string | null, unreachableSince: string | null, createdAt: string, startedAt: string | null, endedAt: string | null, resourceClass: { id: string, name: string } | null, requestedBy: { id: string, name: string, email: string } | null, resumedFrom: { id: string, step: number, run: { id: string, number: number, manifest: { readonly [key: string]: unknown }, experiment: { id: string, name: string, status: ExperimentStatus } | null } | null } | null, checkpoints: Array<{ id: string, step: number, trainingScore: number | null, evaluationScore: number | null, sizeBytes: number, sha256: string, contents: Array<CheckpointContent>, missing: Array<CheckpointContent>, complete: boolean, reason: string, createdAt: string }>, halt: { mode: HaltMode, requestedAt: string | null, raisedAt: string, requestedVia: HaltChannel, requestedBy: { id: string, name: string, email: string } | null, graces: Array<{ name: RungName, graceMs: number }> } | null, receipt: { requestedVia: HaltChannel, requestedAt: string, mode: HaltMode, noCheckpointReason: NoCheckpointReason | null, exitCode: number | null, signal: string | null, processGroupEmpty: boolean | null, evidence: Evidence, resourcesReleased: boolean | null, verified: boolean, trainingComplete: boolean | null, requestedBy: { id: string, name: string, email: string } | null, requests: Array<{ mode: HaltMode, requestedAt: string, requestedVia: HaltChannel, requestedBy: { id: string, name: string, email: string } | null }>, checkpoint: { id: string, step: number, sha256: string } | null, rungs: Array<{ name: RungName, startedAt: string, endedAt: string | null, outcome: RungOutcome | null }>, reconciliation: { at: string, processGroupEmpty: boolean | null, message: string, checkpoint: { id: string, step: number, sha256: string } | null } | null } | null, heldPlace: { reason: string, since: string } | null, experiment: { id: string, name: string, status: ExperimentStatus, trainControl: TrainControl, manifest: { readonly [key: string]: unknown }, project: { id: string, name: string } | null, parent: { step: number | null, experiment: { id: string, name: string, manifest: { readonly [key: string]: unknown } } | null } | null, actions: { train: { allowed: boolean, reason: string | null }, halt: { allowed: boolean, reason: string | null }, resume: { allowed: boolean, reason: string | null }, delete: { allowed: boolean, reason: string | null }, edit: { allowed: boolean, reason: string | null }, copy: { allowed: boolean, reason: string | null } }, warnings: Array<{ path: string, message: string }>, runs: Array<{ id: string, number: number, status: ExperimentStatus, step: number, endedAt: string | null }> } | null };

export type RunEventFieldsFragment = { sequence: number, kind: string, payload: unknown, at: string };

export type LogLineFieldsFragment = { sequence: number, at: string, level: string, source: string, message: string };

export type MetricSeriesFieldsFragment = { name: string, steps: Array<number>, values: Array<number | null> };

export type ApiKeyFieldsFragment = { id: string, lastFour: string, createdAt: string, lastUsedAt: string | null };

export type OnPremProviderFieldsFragment = { name: string, description: string, enabled: boolean };

export type ResourceClassFieldsFragment = { id: string, name: string, slug: string, enabled: boolean, description: string, nodes: number, cpus: number | null, gpus: number | null, memory: string | null, nameIsFixed: boolean, differsFromBundle: boolean, connection: ConnectionState, connectionReason: string | null, readyWorkers: number | null, lastHeartbeatAt: string | null };

export type ClusterKeyFieldsFragment = { generation: number, createdAt: string, lastHandshakeAt: string | null, revokedAt: string | null };

export type InvitationFieldsFragment = { id: string, email: string, role: Role, createdAt: string, expiresAt: string, invitedBy: { id: string, name: string } | null };

export type DeviceLoginFieldsFragment = { userCode: string, clientId: string, createdAt: string, expiresAt: string };

export type ClusterCheckFieldsFragment = { name: string, outcome: ClusterCheckOutcome, observed: string, expected: string, remedy: string | null };

export type ClusterProofFieldsFragment = { at: string, passed: boolean, checks: Array<{ name: string, outcome: ClusterCheckOutcome, observed: string, expected: string, remedy: string | null }> };

export type ClusterHostFieldsFragment = { position: number, role: ClusterHostRole, name: string, address: string, port: number, state: ClusterHostState, message: string | null, checkedAt: string | null, hostKey: { fingerprint: string, firstSeenAt: string } | null, stages: Array<{ name: ClusterStageName, state: ClusterStageState, attempt: number, startedAt: string | null, endedAt: string | null, message: string | null }>, checks: Array<{ name: string, outcome: ClusterCheckOutcome, observed: string, expected: string, remedy: string | null }> };

export type ClusterOperationFieldsFragment = { id: string, kind: ClusterOperationKind, driver: InstallDriver, status: ClusterOperationStatus, message: string | null, createdAt: string, endedAt: string | null, login: ClusterLogin, advertiseAddress: string | null, leaveSwarm: boolean, reportedBy: string | null, requestedVia: HaltChannel, helm: { name: string, namespace: string, context: string, access: HelmAccess, claim: string | null, nfs: string | null } | null, requestedBy: { id: string, name: string, email: string } | null, hosts: Array<{ position: number, role: ClusterHostRole, name: string, address: string, port: number, state: ClusterHostState, message: string | null, checkedAt: string | null, hostKey: { fingerprint: string, firstSeenAt: string } | null, stages: Array<{ name: ClusterStageName, state: ClusterStageState, attempt: number, startedAt: string | null, endedAt: string | null, message: string | null }>, checks: Array<{ name: string, outcome: ClusterCheckOutcome, observed: string, expected: string, remedy: string | null }> }>, proof: { at: string, passed: boolean, checks: Array<{ name: string, outcome: ClusterCheckOutcome, observed: string, expected: string, remedy: string | null }> } | null };

export type CreateProjectMutationVariables = Exact<{
  input: CreateProjectInput;
}>;


export type CreateProjectMutation = { createProject:
    | { __typename: 'CreateProjectSuccess', project: { id: string, name: string, kind: ProjectKind, description: string, createdAt: string } }
    | { __typename: 'ForbiddenError', code: string, message: string }
    | { __typename: 'IdempotencyKeyReusedError', code: string, message: string }
    | { __typename: 'NameTakenError', code: string, message: string }
    | { __typename: 'NotFoundError', code: string, message: string }
    | { __typename: 'ValidationError', code: string, message: string, fields: Array<{ path: string, message: string }> }
   };

export type CreateExperimentMutationVariables = Exact<{
  input: CreateExperimentInput;
}>;


export type CreateExperimentMutation = { createExperiment:
    | { __typename: 'CreateExperimentSuccess', experiment: { id: string, name: string, status: ExperimentStatus, phase: RunPhase | null, cause: RunCause | null, causeMessage: string | null, manifest: { readonly [key: string]: unknown }, trainControl: TrainControl, createdAt: string, updatedAt: string, resourceClass: { id: string, name: string, kind: ResourceClassKind, enabled: boolean } | null, parent: { step: number | null, experiment: { id: string, name: string } | null } | null, actions: { train: { allowed: boolean, reason: string | null }, halt: { allowed: boolean, reason: string | null }, resume: { allowed: boolean, reason: string | null }, delete: { allowed: boolean, reason: string | null }, edit: { allowed: boolean, reason: string | null }, copy: { allowed: boolean, reason: string | null } }, latestRun: { id: string, number: number, status: ExperimentStatus, phase: RunPhase | null, step: number, startStep: number, maxSteps: number, bestScore: number | null, bestFitness: number | null, queuePlace: number | null, waitingFor: string | null, unreachableSince: string | null, createdAt: string, startedAt: string | null, endedAt: string | null, halt: { requestedAt: string | null, mode: HaltMode } | null } | null } }
    | { __typename: 'ForbiddenError', code: string, message: string }
    | { __typename: 'IdempotencyKeyReusedError', code: string, message: string }
    | { __typename: 'NameTakenError', code: string, message: string }
    | { __typename: 'NotFoundError', code: string, message: string }
    | { __typename: 'ValidationError', code: string, message: string, fields: Array<{ path: string, message: string }> }
   };

export type UpdateExperimentMutationVariables = Exact<{
  input: UpdateExperimentInput;
}>;


export type UpdateExperimentMutation = { updateExperiment:
    | { __typename: 'ForbiddenError', code: string, message: string }
    | { __typename: 'IdempotencyKeyReusedError', code: string, message: string }
    | { __typename: 'NameTakenError', code: string, message: string }
    | { __typename: 'NotAllowedError', code: string, message: string, reason: string }
    | { __typename: 'NotFoundError', code: string, message: string }
    | { __typename: 'UpdateExperimentSuccess', experiment: { id: string, name: string, status: ExperimentStatus, phase: RunPhase | null, cause: RunCause | null, causeMessage: string | null, manifest: { readonly [key: string]: unknown }, trainControl: TrainControl, createdAt: string, updatedAt: string, resourceClass: { id: string, name: string, kind: ResourceClassKind, enabled: boolean } | null, parent: { step: number | null, experiment: { id: string, name: string } | null } | null, actions: { train: { allowed: boolean, reason: string | null }, halt: { allowed: boolean, reason: string | null }, resume: { allowed: boolean, reason: string | null }, delete: { allowed: boolean, reason: string | null }, edit: { allowed: boolean, reason: string | null }, copy: { allowed: boolean, reason: string | null } }, latestRun: { id: string, number: number, status: ExperimentStatus, phase: RunPhase | null, step: number, startStep: number, maxSteps: number, bestScore: number | null, bestFitness: number | null, queuePlace: number | null, waitingFor: string | null, unreachableSince: string | null, createdAt: string, startedAt: string | null, endedAt: string | null, halt: { requestedAt: string | null, mode: HaltMode } | null } | null } }
    | { __typename: 'ValidationError', code: string, message: string, fields: Array<{ path: string, message: string }> }
   };

export type CopyExperimentMutationVariables = Exact<{
  input: CopyExperimentInput;
}>;


export type CopyExperimentMutation = { copyExperiment:
    | { __typename: 'CopyExperimentSuccess', experiment: { id: string, name: string, status: ExperimentStatus, phase: RunPhase | null, cause: RunCause | null, causeMessage: string | null, manifest: { readonly [key: string]: unknown }, trainControl: TrainControl, createdAt: string, updatedAt: string, resourceClass: { id: string, name: string, kind: ResourceClassKind, enabled: boolean } | null, parent: { step: number | null, experiment: { id: string, name: string } | null } | null, actions: { train: { allowed: boolean, reason: string | null }, halt: { allowed: boolean, reason: string | null }, resume: { allowed: boolean, reason: string | null }, delete: { allowed: boolean, reason: string | null }, edit: { allowed: boolean, reason: string | null }, copy: { allowed: boolean, reason: string | null } }, latestRun: { id: string, number: number, status: ExperimentStatus, phase: RunPhase | null, step: number, startStep: number, maxSteps: number, bestScore: number | null, bestFitness: number | null, queuePlace: number | null, waitingFor: string | null, unreachableSince: string | null, createdAt: string, startedAt: string | null, endedAt: string | null, halt: { requestedAt: string | null, mode: HaltMode } | null } | null } }
    | { __typename: 'ForbiddenError', code: string, message: string }
    | { __typename: 'IdempotencyKeyReusedError', code: string, message: string }
    | { __typename: 'NameTakenError', code: string, message: string }
    | { __typename: 'NotAllowedError', code: string, message: string, reason: string }
    | { __typename: 'NotFoundError', code: string, message: string }
    | { __typename: 'ValidationError', code: string, message: string, fields: Array<{ path: string, message: string }> }
   };

export type DeleteExperimentMutationVariables = Exact<{
  input: DeleteExperimentInput;
}>;


export type DeleteExperimentMutation = { deleteExperiment:
    | { __typename: 'DeleteExperimentSuccess', experiment: { id: string } }
    | { __typename: 'ForbiddenError', code: string, message: string }
    | { __typename: 'IdempotencyKeyReusedError', code: string, message: string }
    | { __typename: 'NotAllowedError', code: string, message: string, reason: string }
    | { __typename: 'NotFoundError', code: string, message: string }
    | { __typename: 'ValidationError', code: string, message: string, fields: Array<{ path: string, message: string }> }
   };

export type TrainExperimentMutationVariables = Exact<{
  input: TrainExperimentInput;
}>;


export type TrainExperimentMutation = { trainExperiment:
    | { __typename: 'ForbiddenError', code: string, message: string }
    | { __typename: 'IdempotencyKeyReusedError', code: string, message: string }
    | { __typename: 'NoResourceClassError', code: string, message: string }
    | { __typename: 'NotAllowedError', code: string, message: string, reason: string }
    | { __typename: 'NotFoundError', code: string, message: string }
    | { __typename: 'TrainExperimentSuccess', experiment: { id: string, name: string, status: ExperimentStatus, phase: RunPhase | null, cause: RunCause | null, causeMessage: string | null, manifest: { readonly [key: string]: unknown }, trainControl: TrainControl, createdAt: string, updatedAt: string, resourceClass: { id: string, name: string, kind: ResourceClassKind, enabled: boolean } | null, parent: { step: number | null, experiment: { id: string, name: string } | null } | null, actions: { train: { allowed: boolean, reason: string | null }, halt: { allowed: boolean, reason: string | null }, resume: { allowed: boolean, reason: string | null }, delete: { allowed: boolean, reason: string | null }, edit: { allowed: boolean, reason: string | null }, copy: { allowed: boolean, reason: string | null } }, latestRun: { id: string, number: number, status: ExperimentStatus, phase: RunPhase | null, step: number, startStep: number, maxSteps: number, bestScore: number | null, bestFitness: number | null, queuePlace: number | null, waitingFor: string | null, unreachableSince: string | null, createdAt: string, startedAt: string | null, endedAt: string | null, halt: { requestedAt: string | null, mode: HaltMode } | null } | null }, run: { id: string, number: number, status: ExperimentStatus, phase: RunPhase | null, step: number, startStep: number, maxSteps: number, bestScore: number | null, bestFitness: number | null, queuePlace: number | null, waitingFor: string | null, unreachableSince: string | null, createdAt: string, startedAt: string | null, endedAt: string | null, halt: { requestedAt: string | null, mode: HaltMode } | null } | null }
    | { __typename: 'ValidationError', code: string, message: string, fields: Array<{ path: string, message: string }> }
   };

export type HaltExperimentMutationVariables = Exact<{
  input: HaltExperimentInput;
}>;


export type HaltExperimentMutation = { haltExperiment:
    | { __typename: 'ForbiddenError', code: string, message: string }
    | { __typename: 'HaltExperimentSuccess', run: { id: string, number: number, status: ExperimentStatus, phase: RunPhase | null, step: number, startStep: number, maxSteps: number, bestScore: number | null, bestFitness: number | null, queuePlace: number | null, waitingFor: string | null, unreachableSince: string | null, createdAt: string, startedAt: string | null, endedAt: string | null, halt: { requestedAt: string | null, mode: HaltMode } | null } }
    | { __typename: 'IdempotencyKeyReusedError', code: string, message: string }
    | { __typename: 'NotAllowedError', code: string, message: string, reason: string }
    | { __typename: 'NotFoundError', code: string, message: string }
    | { __typename: 'ValidationError', code: string, message: string, fields: Array<{ path: string, message: string }> }
   };

export type ResumeExperimentMutationVariables = Exact<{
  input: ResumeExperimentInput;
}>;


export type ResumeExperimentMutation = { resumeExperiment:
    | { __typename: 'ForbiddenError', code: string, message: string }
    | { __typename: 'IdempotencyKeyReusedError', code: string, message: string }
    | { __typename: 'IncompleteCheckpointError', code: string, message: string, missing: Array<CheckpointContent> }
    | { __typename: 'NameTakenError', code: string, message: string }
    | { __typename: 'NoResourceClassError', code: string, message: string }
    | { __typename: 'NotAllowedError', code: string, message: string, reason: string }
    | { __typename: 'NotFoundError', code: string, message: string }
    | { __typename: 'ResumeExperimentSuccess', experiment: { id: string, name: string, status: ExperimentStatus, phase: RunPhase | null, cause: RunCause | null, causeMessage: string | null, manifest: { readonly [key: string]: unknown }, trainControl: TrainControl, createdAt: string, updatedAt: string, resourceClass: { id: string, name: string, kind: ResourceClassKind, enabled: boolean } | null, parent: { step: number | null, experiment: { id: string, name: string } | null } | null, actions: { train: { allowed: boolean, reason: string | null }, halt: { allowed: boolean, reason: string | null }, resume: { allowed: boolean, reason: string | null }, delete: { allowed: boolean, reason: string | null }, edit: { allowed: boolean, reason: string | null }, copy: { allowed: boolean, reason: string | null } }, latestRun: { id: string, number: number, status: ExperimentStatus, phase: RunPhase | null, step: number, startStep: number, maxSteps: number, bestScore: number | null, bestFitness: number | null, queuePlace: number | null, waitingFor: string | null, unreachableSince: string | null, createdAt: string, startedAt: string | null, endedAt: string | null, halt: { requestedAt: string | null, mode: HaltMode } | null } | null }, run: { id: string, number: number, status: ExperimentStatus, phase: RunPhase | null, step: number, startStep: number, maxSteps: number, bestScore: number | null, bestFitness: number | null, queuePlace: number | null, waitingFor: string | null, unreachableSince: string | null, createdAt: string, startedAt: string | null, endedAt: string | null, halt: { requestedAt: string | null, mode: HaltMode } | null } | null }
    | { __typename: 'ValidationError', code: string, message: string, fields: Array<{ path: string, message: string }> }
   };

export type ReleasePlaceMutationVariables = Exact<{
  input: ReleasePlaceInput;
}>;


export type ReleasePlaceMutation = { releasePlace:
    | { __typename: 'ForbiddenError', code: string, message: string }
    | { __typename: 'IdempotencyKeyReusedError', code: string, message: string }
    | { __typename: 'NotAllowedError', code: string, message: string, reason: string }
    | { __typename: 'NotFoundError', code: string, message: string }
    | { __typename: 'ReleasePlaceSuccess', run: { id: string, number: number, status: ExperimentStatus, phase: RunPhase | null, step: number, startStep: number, maxSteps: number, bestScore: number | null, bestFitness: number | null, queuePlace: number | null, waitingFor: string | null, unreachableSince: string | null, createdAt: string, startedAt: string | null, endedAt: string | null, heldPlace: { reason: string, since: string } | null, halt: { requestedAt: string | null, mode: HaltMode } | null } | null }
    | { __typename: 'ValidationError', code: string, message: string, fields: Array<{ path: string, message: string }> }
   };

export type DeleteCheckpointMutationVariables = Exact<{
  input: DeleteCheckpointInput;
}>;


export type DeleteCheckpointMutation = { deleteCheckpoint:
    | { __typename: 'DeleteCheckpointSuccess', checkpoint: { id: string, step: number } }
    | { __typename: 'ForbiddenError', code: string, message: string }
    | { __typename: 'IdempotencyKeyReusedError', code: string, message: string }
    | { __typename: 'NotAllowedError', code: string, message: string, reason: string }
    | { __typename: 'NotFoundError', code: string, message: string }
    | { __typename: 'ValidationError', code: string, message: string, fields: Array<{ path: string, message: string }> }
   };

export type CreateApiKeyMutationVariables = Exact<{
  input: CreateApiKeyInput;
}>;


export type CreateApiKeyMutation = { createApiKey:
    | { __typename: 'CreateApiKeySuccess', secret: string, apiKey: { id: string, lastFour: string, createdAt: string, lastUsedAt: string | null } }
    | { __typename: 'ForbiddenError', code: string, message: string }
    | { __typename: 'IdempotencyKeyReusedError', code: string, message: string }
    | { __typename: 'NotAllowedError', code: string, message: string, reason: string }
    | { __typename: 'NotFoundError', code: string, message: string }
    | { __typename: 'ValidationError', code: string, message: string, fields: Array<{ path: string, message: string }> }
   };

export type RotateApiKeyMutationVariables = Exact<{
  input: RotateApiKeyInput;
}>;


export type RotateApiKeyMutation = { rotateApiKey:
    | { __typename: 'ForbiddenError', code: string, message: string }
    | { __typename: 'IdempotencyKeyReusedError', code: string, message: string }
    | { __typename: 'NotAllowedError', code: string, message: string, reason: string }
    | { __typename: 'NotFoundError', code: string, message: string }
    | { __typename: 'RotateApiKeySuccess', secret: string, apiKey: { id: string, lastFour: string, createdAt: string, lastUsedAt: string | null } }
    | { __typename: 'ValidationError', code: string, message: string, fields: Array<{ path: string, message: string }> }
   };

export type RevokeApiKeyMutationVariables = Exact<{
  input: RevokeApiKeyInput;
}>;


export type RevokeApiKeyMutation = { revokeApiKey:
    | { __typename: 'ForbiddenError', code: string, message: string }
    | { __typename: 'IdempotencyKeyReusedError', code: string, message: string }
    | { __typename: 'NotAllowedError', code: string, message: string, reason: string }
    | { __typename: 'NotFoundError', code: string, message: string }
    | { __typename: 'RevokeApiKeySuccess', apiKey: { id: string, lastFour: string, createdAt: string, lastUsedAt: string | null } }
    | { __typename: 'ValidationError', code: string, message: string, fields: Array<{ path: string, message: string }> }
   };

export type SwitchOrganizationMutationVariables = Exact<{
  input: SwitchOrganizationInput;
}>;


export type SwitchOrganizationMutation = { switchOrganization:
    | { __typename: 'ForbiddenError', code: string, message: string }
    | { __typename: 'IdempotencyKeyReusedError', code: string, message: string }
    | { __typename: 'NotAllowedError', code: string, message: string, reason: string }
    | { __typename: 'NotFoundError', code: string, message: string }
    | { __typename: 'SwitchOrganizationSuccess', viewer: { person: { id: string }, currentOrganization: { id: string, name: string, plan: Plan } | null } }
    | { __typename: 'ValidationError', code: string, message: string, fields: Array<{ path: string, message: string }> }
   };

export type HaltExperimentsMutationVariables = Exact<{
  input: HaltExperimentsInput;
}>;


export type HaltExperimentsMutation = { haltExperiments:
    | { __typename: 'ForbiddenError', code: string, message: string }
    | { __typename: 'HaltExperimentsSuccess', results: Array<{ experimentId: string, result:
          | { __typename: 'ForbiddenError', code: string, message: string }
          | { __typename: 'HaltExperimentSuccess', run: { id: string, number: number, status: ExperimentStatus, phase: RunPhase | null, step: number, startStep: number, maxSteps: number, bestScore: number | null, bestFitness: number | null, queuePlace: number | null, waitingFor: string | null, unreachableSince: string | null, createdAt: string, startedAt: string | null, endedAt: string | null, halt: { requestedAt: string | null, mode: HaltMode } | null } }
          | { __typename: 'IdempotencyKeyReusedError', code: string, message: string }
          | { __typename: 'NotAllowedError', code: string, message: string, reason: string }
          | { __typename: 'NotFoundError', code: string, message: string }
          | { __typename: 'ValidationError', code: string, message: string }
         }> }
    | { __typename: 'IdempotencyKeyReusedError', code: string, message: string }
    | { __typename: 'NotFoundError', code: string, message: string }
    | { __typename: 'ValidationError', code: string, message: string, fields: Array<{ path: string, message: string }> }
   };

export type EnableOnPremMutationVariables = Exact<{
  input: EnableOnPremInput;
}>;


export type EnableOnPremMutation = { enableOnPrem:
    | { __typename: 'EnableOnPremSuccess', onPremProvider: { name: string, description: string, enabled: boolean } }
    | { __typename: 'ForbiddenError', code: string, message: string }
    | { __typename: 'IdempotencyKeyReusedError', code: string, message: string }
    | { __typename: 'NotFoundError', code: string, message: string }
    | { __typename: 'ValidationError', code: string, message: string, fields: Array<{ path: string, message: string }> }
   };

export type DisableOnPremMutationVariables = Exact<{
  input: DisableOnPremInput;
}>;


export type DisableOnPremMutation = { disableOnPrem:
    | { __typename: 'DisableOnPremSuccess', onPremProvider: { name: string, description: string, enabled: boolean } }
    | { __typename: 'ForbiddenError', code: string, message: string }
    | { __typename: 'IdempotencyKeyReusedError', code: string, message: string }
    | { __typename: 'NotAllowedError', code: string, message: string, reason: string }
    | { __typename: 'NotFoundError', code: string, message: string }
    | { __typename: 'ValidationError', code: string, message: string, fields: Array<{ path: string, message: string }> }
   };

export type UpdateOnPremMutationVariables = Exact<{
  input: UpdateOnPremInput;
}>;


export type UpdateOnPremMutation = { updateOnPrem:
    | { __typename: 'ForbiddenError', code: string, message: string }
    | { __typename: 'IdempotencyKeyReusedError', code: string, message: string }
    | { __typename: 'NotAllowedError', code: string, message: string, reason: string }
    | { __typename: 'NotFoundError', code: string, message: string }
    | { __typename: 'UpdateOnPremSuccess', onPremProvider: { name: string, description: string, enabled: boolean } }
    | { __typename: 'ValidationError', code: string, message: string, fields: Array<{ path: string, message: string }> }
   };

export type CreateResourceClassMutationVariables = Exact<{
  input: CreateResourceClassInput;
}>;


export type CreateResourceClassMutation = { createResourceClass:
    | { __typename: 'CreateResourceClassSuccess', resourceClass: { id: string, name: string, slug: string, enabled: boolean, description: string, nodes: number, cpus: number | null, gpus: number | null, memory: string | null, nameIsFixed: boolean, differsFromBundle: boolean, connection: ConnectionState, connectionReason: string | null, readyWorkers: number | null, lastHeartbeatAt: string | null } }
    | { __typename: 'ForbiddenError', code: string, message: string }
    | { __typename: 'IdempotencyKeyReusedError', code: string, message: string }
    | { __typename: 'LimitError', code: string, message: string }
    | { __typename: 'NameTakenError', code: string, message: string }
    | { __typename: 'NotAllowedError', code: string, message: string, reason: string }
    | { __typename: 'NotFoundError', code: string, message: string }
    | { __typename: 'ValidationError', code: string, message: string, fields: Array<{ path: string, message: string }> }
   };

export type UpdateResourceClassMutationVariables = Exact<{
  input: UpdateResourceClassInput;
}>;


export type UpdateResourceClassMutation = { updateResourceClass:
    | { __typename: 'ForbiddenError', code: string, message: string }
    | { __typename: 'IdempotencyKeyReusedError', code: string, message: string }
    | { __typename: 'NameTakenError', code: string, message: string }
    | { __typename: 'NotAllowedError', code: string, message: string, reason: string }
    | { __typename: 'NotFoundError', code: string, message: string }
    | { __typename: 'UpdateResourceClassSuccess', resourceClass: { id: string, name: string, slug: string, enabled: boolean, description: string, nodes: number, cpus: number | null, gpus: number | null, memory: string | null, nameIsFixed: boolean, differsFromBundle: boolean, connection: ConnectionState, connectionReason: string | null, readyWorkers: number | null, lastHeartbeatAt: string | null } }
    | { __typename: 'ValidationError', code: string, message: string, fields: Array<{ path: string, message: string }> }
   };

export type DeleteResourceClassMutationVariables = Exact<{
  input: DeleteResourceClassInput;
}>;


export type DeleteResourceClassMutation = { deleteResourceClass:
    | { __typename: 'DeleteResourceClassSuccess', resourceClass: { id: string, name: string } }
    | { __typename: 'ForbiddenError', code: string, message: string }
    | { __typename: 'IdempotencyKeyReusedError', code: string, message: string }
    | { __typename: 'NotAllowedError', code: string, message: string, reason: string }
    | { __typename: 'NotFoundError', code: string, message: string }
    | { __typename: 'ValidationError', code: string, message: string, fields: Array<{ path: string, message: string }> }
   };

export type RotateClusterKeysMutationVariables = Exact<{
  input: RotateClusterKeysInput;
}>;


export type RotateClusterKeysMutation = { rotateClusterKeys:
    | { __typename: 'ForbiddenError', code: string, message: string }
    | { __typename: 'IdempotencyKeyReusedError', code: string, message: string }
    | { __typename: 'LimitError', code: string, message: string }
    | { __typename: 'NotAllowedError', code: string, message: string, reason: string }
    | { __typename: 'NotFoundError', code: string, message: string }
    | { __typename: 'RotateClusterKeysSuccess', resourceClass: { id: string, keys: Array<{ generation: number, createdAt: string, lastHandshakeAt: string | null, revokedAt: string | null }> | null } }
    | { __typename: 'ValidationError', code: string, message: string, fields: Array<{ path: string, message: string }> }
   };

export type RevokeClusterKeysMutationVariables = Exact<{
  input: RevokeClusterKeysInput;
}>;


export type RevokeClusterKeysMutation = { revokeClusterKeys:
    | { __typename: 'ForbiddenError', code: string, message: string }
    | { __typename: 'IdempotencyKeyReusedError', code: string, message: string }
    | { __typename: 'NotAllowedError', code: string, message: string, reason: string }
    | { __typename: 'NotFoundError', code: string, message: string }
    | { __typename: 'RevokeClusterKeysSuccess', resourceClass: { id: string, keys: Array<{ generation: number, createdAt: string, lastHandshakeAt: string | null, revokedAt: string | null }> | null } }
    | { __typename: 'ValidationError', code: string, message: string, fields: Array<{ path: string, message: string }> }
   };

export type InviteMemberMutationVariables = Exact<{
  input: InviteMemberInput;
}>;


export type InviteMemberMutation = { inviteMember:
    | { __typename: 'ForbiddenError', code: string, message: string }
    | { __typename: 'IdempotencyKeyReusedError', code: string, message: string }
    | { __typename: 'InviteMemberSuccess', link: string, invitation: { id: string, email: string, role: Role, createdAt: string, expiresAt: string, invitedBy: { id: string, name: string } | null } }
    | { __typename: 'NotAllowedError', code: string, message: string, reason: string }
    | { __typename: 'NotFoundError', code: string, message: string }
    | { __typename: 'ValidationError', code: string, message: string, fields: Array<{ path: string, message: string }> }
   };

export type RevokeInvitationMutationVariables = Exact<{
  input: RevokeInvitationInput;
}>;


export type RevokeInvitationMutation = { revokeInvitation:
    | { __typename: 'ForbiddenError', code: string, message: string }
    | { __typename: 'IdempotencyKeyReusedError', code: string, message: string }
    | { __typename: 'NotFoundError', code: string, message: string }
    | { __typename: 'RevokeInvitationSuccess', invitationId: string }
    | { __typename: 'ValidationError', code: string, message: string, fields: Array<{ path: string, message: string }> }
   };

export type ChangeMemberRoleMutationVariables = Exact<{
  input: ChangeMemberRoleInput;
}>;


export type ChangeMemberRoleMutation = { changeMemberRole:
    | { __typename: 'ChangeMemberRoleSuccess', personId: string }
    | { __typename: 'ForbiddenError', code: string, message: string }
    | { __typename: 'IdempotencyKeyReusedError', code: string, message: string }
    | { __typename: 'NotAllowedError', code: string, message: string, reason: string }
    | { __typename: 'NotFoundError', code: string, message: string }
    | { __typename: 'ValidationError', code: string, message: string, fields: Array<{ path: string, message: string }> }
   };

export type RemoveMemberMutationVariables = Exact<{
  input: RemoveMemberInput;
}>;


export type RemoveMemberMutation = { removeMember:
    | { __typename: 'ForbiddenError', code: string, message: string }
    | { __typename: 'IdempotencyKeyReusedError', code: string, message: string }
    | { __typename: 'NotAllowedError', code: string, message: string, reason: string }
    | { __typename: 'NotFoundError', code: string, message: string }
    | { __typename: 'RemoveMemberSuccess', personId: string }
    | { __typename: 'ValidationError', code: string, message: string, fields: Array<{ path: string, message: string }> }
   };

export type AcceptInvitationMutationVariables = Exact<{
  input: AcceptInvitationInput;
}>;


export type AcceptInvitationMutation = { acceptInvitation:
    | { __typename: 'AcceptInvitationSuccess', email: string }
    | { __typename: 'NotAllowedError', code: string, message: string, reason: string }
    | { __typename: 'NotFoundError', code: string, message: string }
    | { __typename: 'ValidationError', code: string, message: string, fields: Array<{ path: string, message: string }> }
   };

export type ApproveDeviceLoginMutationVariables = Exact<{
  input: ApproveDeviceLoginInput;
}>;


export type ApproveDeviceLoginMutation = { approveDeviceLogin:
    | { __typename: 'ApproveDeviceLoginSuccess', deviceLogin: { userCode: string, clientId: string, createdAt: string, expiresAt: string } }
    | { __typename: 'ForbiddenError', code: string, message: string }
    | { __typename: 'IdempotencyKeyReusedError', code: string, message: string }
    | { __typename: 'LimitError', code: string, message: string }
    | { __typename: 'NotAllowedError', code: string, message: string, reason: string }
    | { __typename: 'NotFoundError', code: string, message: string }
    | { __typename: 'ValidationError', code: string, message: string, fields: Array<{ path: string, message: string }> }
   };

export type DenyDeviceLoginMutationVariables = Exact<{
  input: DenyDeviceLoginInput;
}>;


export type DenyDeviceLoginMutation = { denyDeviceLogin:
    | { __typename: 'DenyDeviceLoginSuccess', deviceLogin: { userCode: string, clientId: string, createdAt: string, expiresAt: string } }
    | { __typename: 'ForbiddenError', code: string, message: string }
    | { __typename: 'IdempotencyKeyReusedError', code: string, message: string }
    | { __typename: 'LimitError', code: string, message: string }
    | { __typename: 'NotAllowedError', code: string, message: string, reason: string }
    | { __typename: 'NotFoundError', code: string, message: string }
    | { __typename: 'ValidationError', code: string, message: string, fields: Array<{ path: string, message: string }> }
   };

export type CreateOrganizationMutationVariables = Exact<{
  input: CreateOrganizationInput;
}>;


export type CreateOrganizationMutation = { createOrganization:
    | { __typename: 'CreateOrganizationSuccess', organizationId: string }
    | { __typename: 'ForbiddenError', code: string, message: string }
    | { __typename: 'IdempotencyKeyReusedError', code: string, message: string }
    | { __typename: 'NotFoundError', code: string, message: string }
    | { __typename: 'ValidationError', code: string, message: string, fields: Array<{ path: string, message: string }> }
   };

export type InstallClusterMutationVariables = Exact<{
  input: InstallClusterInput;
}>;


export type InstallClusterMutation = { installCluster:
    | { __typename: 'ForbiddenError', code: string, message: string }
    | { __typename: 'IdempotencyKeyReusedError', code: string, message: string }
    | { __typename: 'InstallClusterSuccess', clusterOperation: { id: string, kind: ClusterOperationKind, driver: InstallDriver, status: ClusterOperationStatus, message: string | null, createdAt: string, endedAt: string | null, login: ClusterLogin, advertiseAddress: string | null, leaveSwarm: boolean, reportedBy: string | null, requestedVia: HaltChannel, helm: { name: string, namespace: string, context: string, access: HelmAccess, claim: string | null, nfs: string | null } | null, requestedBy: { id: string, name: string, email: string } | null, hosts: Array<{ position: number, role: ClusterHostRole, name: string, address: string, port: number, state: ClusterHostState, message: string | null, checkedAt: string | null, hostKey: { fingerprint: string, firstSeenAt: string } | null, stages: Array<{ name: ClusterStageName, state: ClusterStageState, attempt: number, startedAt: string | null, endedAt: string | null, message: string | null }>, checks: Array<{ name: string, outcome: ClusterCheckOutcome, observed: string, expected: string, remedy: string | null }> }>, proof: { at: string, passed: boolean, checks: Array<{ name: string, outcome: ClusterCheckOutcome, observed: string, expected: string, remedy: string | null }> } | null } }
    | { __typename: 'NotAllowedError', code: string, message: string, reason: string }
    | { __typename: 'NotFoundError', code: string, message: string }
    | { __typename: 'ValidationError', code: string, message: string, fields: Array<{ path: string, message: string }> }
   };

export type DownClusterMutationVariables = Exact<{
  input: DownClusterInput;
}>;


export type DownClusterMutation = { downCluster:
    | { __typename: 'DownClusterSuccess', clusterOperation: { id: string, kind: ClusterOperationKind, driver: InstallDriver, status: ClusterOperationStatus, message: string | null, createdAt: string, endedAt: string | null, login: ClusterLogin, advertiseAddress: string | null, leaveSwarm: boolean, reportedBy: string | null, requestedVia: HaltChannel, helm: { name: string, namespace: string, context: string, access: HelmAccess, claim: string | null, nfs: string | null } | null, requestedBy: { id: string, name: string, email: string } | null, hosts: Array<{ position: number, role: ClusterHostRole, name: string, address: string, port: number, state: ClusterHostState, message: string | null, checkedAt: string | null, hostKey: { fingerprint: string, firstSeenAt: string } | null, stages: Array<{ name: ClusterStageName, state: ClusterStageState, attempt: number, startedAt: string | null, endedAt: string | null, message: string | null }>, checks: Array<{ name: string, outcome: ClusterCheckOutcome, observed: string, expected: string, remedy: string | null }> }>, proof: { at: string, passed: boolean, checks: Array<{ name: string, outcome: ClusterCheckOutcome, observed: string, expected: string, remedy: string | null }> } | null } }
    | { __typename: 'ForbiddenError', code: string, message: string }
    | { __typename: 'IdempotencyKeyReusedError', code: string, message: string }
    | { __typename: 'NotAllowedError', code: string, message: string, reason: string }
    | { __typename: 'NotFoundError', code: string, message: string }
    | { __typename: 'ValidationError', code: string, message: string, fields: Array<{ path: string, message: string }> }
   };

export type TeardownClusterMutationVariables = Exact<{
  input: TeardownClusterInput;
}>;


export type TeardownClusterMutation = { teardownCluster:
    | { __typename: 'ForbiddenError', code: string, message: string }
    | { __typename: 'IdempotencyKeyReusedError', code: string, message: string }
    | { __typename: 'NotAllowedError', code: string, message: string, reason: string }
    | { __typename: 'NotFoundError', code: string, message: string }
    | { __typename: 'TeardownClusterSuccess', clusterOperation: { id: string, kind: ClusterOperationKind, driver: InstallDriver, status: ClusterOperationStatus, message: string | null, createdAt: string, endedAt: string | null, login: ClusterLogin, advertiseAddress: string | null, leaveSwarm: boolean, reportedBy: string | null, requestedVia: HaltChannel, helm: { name: string, namespace: string, context: string, access: HelmAccess, claim: string | null, nfs: string | null } | null, requestedBy: { id: string, name: string, email: string } | null, hosts: Array<{ position: number, role: ClusterHostRole, name: string, address: string, port: number, state: ClusterHostState, message: string | null, checkedAt: string | null, hostKey: { fingerprint: string, firstSeenAt: string } | null, stages: Array<{ name: ClusterStageName, state: ClusterStageState, attempt: number, startedAt: string | null, endedAt: string | null, message: string | null }>, checks: Array<{ name: string, outcome: ClusterCheckOutcome, observed: string, expected: string, remedy: string | null }> }>, proof: { at: string, passed: boolean, checks: Array<{ name: string, outcome: ClusterCheckOutcome, observed: string, expected: string, remedy: string | null }> } | null } }
    | { __typename: 'ValidationError', code: string, message: string, fields: Array<{ path: string, message: string }> }
   };

export type ProveClusterMutationVariables = Exact<{
  input: ProveClusterInput;
}>;


export type ProveClusterMutation = { proveCluster:
    | { __typename: 'ForbiddenError', code: string, message: string }
    | { __typename: 'IdempotencyKeyReusedError', code: string, message: string }
    | { __typename: 'NotAllowedError', code: string, message: string, reason: string }
    | { __typename: 'NotFoundError', code: string, message: string }
    | { __typename: 'ProveClusterSuccess', clusterOperation: { id: string, kind: ClusterOperationKind, driver: InstallDriver, status: ClusterOperationStatus, message: string | null, createdAt: string, endedAt: string | null, login: ClusterLogin, advertiseAddress: string | null, leaveSwarm: boolean, reportedBy: string | null, requestedVia: HaltChannel, helm: { name: string, namespace: string, context: string, access: HelmAccess, claim: string | null, nfs: string | null } | null, requestedBy: { id: string, name: string, email: string } | null, hosts: Array<{ position: number, role: ClusterHostRole, name: string, address: string, port: number, state: ClusterHostState, message: string | null, checkedAt: string | null, hostKey: { fingerprint: string, firstSeenAt: string } | null, stages: Array<{ name: ClusterStageName, state: ClusterStageState, attempt: number, startedAt: string | null, endedAt: string | null, message: string | null }>, checks: Array<{ name: string, outcome: ClusterCheckOutcome, observed: string, expected: string, remedy: string | null }> }>, proof: { at: string, passed: boolean, checks: Array<{ name: string, outcome: ClusterCheckOutcome, observed: string, expected: string, remedy: string | null }> } | null } }
    | { __typename: 'ValidationError', code: string, message: string, fields: Array<{ path: string, message: string }> }
   };

export type RetryInstallHostMutationVariables = Exact<{
  input: RetryInstallHostInput;
}>;


export type RetryInstallHostMutation = { retryInstallHost:
    | { __typename: 'ForbiddenError', code: string, message: string }
    | { __typename: 'IdempotencyKeyReusedError', code: string, message: string }
    | { __typename: 'NotAllowedError', code: string, message: string, reason: string }
    | { __typename: 'NotFoundError', code: string, message: string }
    | { __typename: 'RetryInstallHostSuccess', clusterOperation: { id: string, kind: ClusterOperationKind, driver: InstallDriver, status: ClusterOperationStatus, message: string | null, createdAt: string, endedAt: string | null, login: ClusterLogin, advertiseAddress: string | null, leaveSwarm: boolean, reportedBy: string | null, requestedVia: HaltChannel, helm: { name: string, namespace: string, context: string, access: HelmAccess, claim: string | null, nfs: string | null } | null, requestedBy: { id: string, name: string, email: string } | null, hosts: Array<{ position: number, role: ClusterHostRole, name: string, address: string, port: number, state: ClusterHostState, message: string | null, checkedAt: string | null, hostKey: { fingerprint: string, firstSeenAt: string } | null, stages: Array<{ name: ClusterStageName, state: ClusterStageState, attempt: number, startedAt: string | null, endedAt: string | null, message: string | null }>, checks: Array<{ name: string, outcome: ClusterCheckOutcome, observed: string, expected: string, remedy: string | null }> }>, proof: { at: string, passed: boolean, checks: Array<{ name: string, outcome: ClusterCheckOutcome, observed: string, expected: string, remedy: string | null }> } | null } }
    | { __typename: 'ValidationError', code: string, message: string, fields: Array<{ path: string, message: string }> }
   };

export type SkipInstallHostMutationVariables = Exact<{
  input: SkipInstallHostInput;
}>;


export type SkipInstallHostMutation = { skipInstallHost:
    | { __typename: 'ForbiddenError', code: string, message: string }
    | { __typename: 'IdempotencyKeyReusedError', code: string, message: string }
    | { __typename: 'NotAllowedError', code: string, message: string, reason: string }
    | { __typename: 'NotFoundError', code: string, message: string }
    | { __typename: 'SkipInstallHostSuccess', clusterOperation: { id: string, kind: ClusterOperationKind, driver: InstallDriver, status: ClusterOperationStatus, message: string | null, createdAt: string, endedAt: string | null, login: ClusterLogin, advertiseAddress: string | null, leaveSwarm: boolean, reportedBy: string | null, requestedVia: HaltChannel, helm: { name: string, namespace: string, context: string, access: HelmAccess, claim: string | null, nfs: string | null } | null, requestedBy: { id: string, name: string, email: string } | null, hosts: Array<{ position: number, role: ClusterHostRole, name: string, address: string, port: number, state: ClusterHostState, message: string | null, checkedAt: string | null, hostKey: { fingerprint: string, firstSeenAt: string } | null, stages: Array<{ name: ClusterStageName, state: ClusterStageState, attempt: number, startedAt: string | null, endedAt: string | null, message: string | null }>, checks: Array<{ name: string, outcome: ClusterCheckOutcome, observed: string, expected: string, remedy: string | null }> }>, proof: { at: string, passed: boolean, checks: Array<{ name: string, outcome: ClusterCheckOutcome, observed: string, expected: string, remedy: string | null }> } | null } }
    | { __typename: 'ValidationError', code: string, message: string, fields: Array<{ path: string, message: string }> }
   };

export type AbortInstallMutationVariables = Exact<{
  input: AbortInstallInput;
}>;


export type AbortInstallMutation = { abortInstall:
    | { __typename: 'AbortInstallSuccess', clusterOperation: { id: string, kind: ClusterOperationKind, driver: InstallDriver, status: ClusterOperationStatus, message: string | null, createdAt: string, endedAt: string | null, login: ClusterLogin, advertiseAddress: string | null, leaveSwarm: boolean, reportedBy: string | null, requestedVia: HaltChannel, helm: { name: string, namespace: string, context: string, access: HelmAccess, claim: string | null, nfs: string | null } | null, requestedBy: { id: string, name: string, email: string } | null, hosts: Array<{ position: number, role: ClusterHostRole, name: string, address: string, port: number, state: ClusterHostState, message: string | null, checkedAt: string | null, hostKey: { fingerprint: string, firstSeenAt: string } | null, stages: Array<{ name: ClusterStageName, state: ClusterStageState, attempt: number, startedAt: string | null, endedAt: string | null, message: string | null }>, checks: Array<{ name: string, outcome: ClusterCheckOutcome, observed: string, expected: string, remedy: string | null }> }>, proof: { at: string, passed: boolean, checks: Array<{ name: string, outcome: ClusterCheckOutcome, observed: string, expected: string, remedy: string | null }> } | null } }
    | { __typename: 'ForbiddenError', code: string, message: string }
    | { __typename: 'IdempotencyKeyReusedError', code: string, message: string }
    | { __typename: 'NotAllowedError', code: string, message: string, reason: string }
    | { __typename: 'NotFoundError', code: string, message: string }
    | { __typename: 'ValidationError', code: string, message: string, fields: Array<{ path: string, message: string }> }
   };

export type PrepareClusterLoginMutationVariables = Exact<{
  input: PrepareClusterLoginInput;
}>;


export type PrepareClusterLoginMutation = { prepareClusterLogin:
    | { __typename: 'ForbiddenError', code: string, message: string }
    | { __typename: 'IdempotencyKeyReusedError', code: string, message: string }
    | { __typename: 'NotFoundError', code: string, message: string }
    | { __typename: 'PrepareClusterLoginSuccess', resourceClass: { id: string, loginKey: string | null } }
    | { __typename: 'ValidationError', code: string, message: string, fields: Array<{ path: string, message: string }> }
   };

export type ForgetHostKeyMutationVariables = Exact<{
  input: ForgetHostKeyInput;
}>;


export type ForgetHostKeyMutation = { forgetHostKey:
    | { __typename: 'ForbiddenError', code: string, message: string }
    | { __typename: 'ForgetHostKeySuccess', resourceClass: { id: string, loginKey: string | null } }
    | { __typename: 'IdempotencyKeyReusedError', code: string, message: string }
    | { __typename: 'NotFoundError', code: string, message: string }
    | { __typename: 'ValidationError', code: string, message: string, fields: Array<{ path: string, message: string }> }
   };

export type ViewerQueryVariables = Exact<{ [key: string]: never; }>;


export type ViewerQuery = { viewer: { permissions: Array<string>, role: Role, person: { id: string, name: string, email: string }, apiKey: { id: string, lastFour: string, createdAt: string, lastUsedAt: string | null } | null, organizations: Array<{ id: string, name: string, plan: Plan }>, currentOrganization: { id: string, name: string, plan: Plan, projects: Array<{ id: string, name: string, kind: ProjectKind, description: string, createdAt: string, experimentCounts: Array<{ status: ExperimentStatus, count: number }> }> } | null } | null };

export type CatalogueQueryVariables = Exact<{ [key: string]: never; }>;


export type CatalogueQuery = { viewer: { currentOrganization: { id: string, environments: Array<{ id: string, name: string, version: string, category: string, observationType: string, actionType: string, algorithms: Array<string>, valid: boolean, invalidReason: string | null }>, defaultResourceClass: { id: string, name: string } | null, resourceClasses: { edges: Array<{ node: { id: string, name: string, kind: ResourceClassKind, enabled: boolean, capacity: number, queueLength: number, connection: ConnectionState, description: string } }> } } | null } | null, trainers: Array<{ name: string, version: string, algorithms: Array<{ name: string, title: string, family: string, actionTypes: Array<string> }>, environments: Array<{ name: string, algorithms: Array<string>, actionType: string, maxEpisodeSteps: number }> }> };

export type TrainerDefaultsQueryVariables = Exact<{
  algorithm: string;
  environment: string;
}>;


export type TrainerDefaultsQuery = { trainers: Array<{ name: string, defaults: { readonly [key: string]: unknown } | null }> };

export type ProjectQueryVariables = Exact<{
  id: string;
}>;


export type ProjectQuery = { project: { id: string, name: string, kind: ProjectKind, description: string, createdAt: string, experimentCounts: Array<{ status: ExperimentStatus, count: number }> } | null };

export type ProjectExperimentsQueryVariables = Exact<{
  id: string;
  first?: number | null | undefined;
  after?: string | null | undefined;
  filter?: ExperimentFilter | null | undefined;
  orderBy?: ExperimentOrder | null | undefined;
}>;


export type ProjectExperimentsQuery = { project: { id: string, name: string, experimentCounts: Array<{ status: ExperimentStatus, count: number }>, experiments: { totalCount: number, pageInfo: { hasNextPage: boolean, endCursor: string | null }, edges: Array<{ node: { id: string, name: string, status: ExperimentStatus, phase: RunPhase | null, cause: RunCause | null, causeMessage: string | null, manifest: { readonly [key: string]: unknown }, trainControl: TrainControl, createdAt: string, updatedAt: string, resourceClass: { id: string, name: string, kind: ResourceClassKind, enabled: boolean } | null, parent: { step: number | null, experiment: { id: string, name: string } | null } | null, actions: { train: { allowed: boolean, reason: string | null }, halt: { allowed: boolean, reason: string | null }, resume: { allowed: boolean, reason: string | null }, delete: { allowed: boolean, reason: string | null }, edit: { allowed: boolean, reason: string | null }, copy: { allowed: boolean, reason: string | null } }, latestRun: { id: string, number: number, status: ExperimentStatus, phase: RunPhase | null, step: number, startStep: number, maxSteps: number, bestScore: number | null, bestFitness: number | null, queuePlace: number | null, waitingFor: string | null, unreachableSince: string | null, createdAt: string, startedAt: string | null, endedAt: string | null, halt: { requestedAt: string | null, mode: HaltMode } | null } | null } }> } } | null };

export type ExperimentQueryVariables = Exact<{
  id: string;
}>;


export type ExperimentQuery = { experiment: { id: string, name: string, status: ExperimentStatus, phase: RunPhase | null, cause: RunCause | null, causeMessage: string | null, manifest: { readonly [key: string]: unknown }, trainControl: TrainControl, createdAt: string, updatedAt: string, warnings: Array<{ path: string, message: string }>, project: { id: string, name: string } | null, runs: Array<{ id: string, number: number, status: ExperimentStatus, phase: RunPhase | null, step: number, startStep: number, maxSteps: number, bestScore: number | null, bestFitness: number | null, queuePlace: number | null, waitingFor: string | null, unreachableSince: string | null, createdAt: string, startedAt: string | null, endedAt: string | null, halt: { requestedAt: string | null, mode: HaltMode } | null }>, resourceClass: { id: string, name: string, kind: ResourceClassKind, enabled: boolean } | null, parent: { step: number | null, experiment: { id: string, name: string } | null } | null, actions: { train: { allowed: boolean, reason: string | null }, halt: { allowed: boolean, reason: string | null }, resume: { allowed: boolean, reason: string | null }, delete: { allowed: boolean, reason: string | null }, edit: { allowed: boolean, reason: string | null }, copy: { allowed: boolean, reason: string | null } }, latestRun: { id: string, number: number, status: ExperimentStatus, phase: RunPhase | null, step: number, startStep: number, maxSteps: number, bestScore: number | null, bestFitness: number | null, queuePlace: number | null, waitingFor: string | null, unreachableSince: string | null, createdAt: string, startedAt: string | null, endedAt: string | null, halt: { requestedAt: string | null, mode: HaltMode } | null } | null } | null };

export type ExperimentCheckpointsQueryVariables = Exact<{
  id: string;
}>;


export type ExperimentCheckpointsQuery = { experiment: { id: string, name: string, manifest: { readonly [key: string]: unknown }, resourceClass: { id: string, name: string, kind: ResourceClassKind, enabled: boolean } | null, runs: Array<{ id: string, number: number, maxSteps: number, manifest: { readonly [key: string]: unknown }, checkpoints: Array<{ id: string, step: number, trainingScore: number | null, evaluationScore: number | null, sizeBytes: number, sha256: string, contents: Array<CheckpointContent>, missing: Array<CheckpointContent>, complete: boolean, reason: string, createdAt: string }> }> } | null };

export type RunQueryVariables = Exact<{
  id: string;
}>;


export type RunQuery = { run: { cause: RunCause | null, causeMessage: string | null, cleanupError: string | null, manifest: { readonly [key: string]: unknown }, grantedAt: string | null, eventSequence: number, metricNames: Array<string>, id: string, number: number, status: ExperimentStatus, phase: RunPhase | null, step: number, startStep: number, maxSteps: number, bestScore: number | null, bestFitness: number | null, queuePlace: number | null, waitingFor: string | null, unreachableSince: string | null, createdAt: string, startedAt: string | null, endedAt: string | null, resourceClass: { id: string, name: string } | null, requestedBy: { id: string, name: string, email: string } | null, resumedFrom: { id: string, step: number, run: { id: string, number: number, manifest: { readonly [key: string]: unknown }, experiment: { id: string, name: string, status: ExperimentStatus } | null } | null } | null, checkpoints: Array<{ id: string, step: number, trainingScore: number | null, evaluationScore: number | null, sizeBytes: number, sha256: string, contents: Array<CheckpointContent>, missing: Array<CheckpointContent>, complete: boolean, reason: string, createdAt: string }>, halt: { mode: HaltMode, requestedAt: string | null, raisedAt: string, requestedVia: HaltChannel, requestedBy: { id: string, name: string, email: string } | null, graces: Array<{ name: RungName, graceMs: number }> } | null, receipt: { requestedVia: HaltChannel, requestedAt: string, mode: HaltMode, noCheckpointReason: NoCheckpointReason | null, exitCode: number | null, signal: string | null, processGroupEmpty: boolean | null, evidence: Evidence, resourcesReleased: boolean | null, verified: boolean, trainingComplete: boolean | null, requestedBy: { id: string, name: string, email: string } | null, requests: Array<{ mode: HaltMode, requestedAt: string, requestedVia: HaltChannel, requestedBy: { id: string, name: string, email: string } | null }>, checkpoint: { id: string, step: number, sha256: string } | null, rungs: Array<{ name: RungName, startedAt: string, endedAt: string | null, outcome: RungOutcome | null }>, reconciliation: { at: string, processGroupEmpty: boolean | null, message: string, checkpoint: { id: string, step: number, sha256: string } | null } | null } | null, heldPlace: { reason: string, since: string } | null, experiment: { id: string, name: string, status: ExperimentStatus, trainControl: TrainControl, manifest: { readonly [key: string]: unknown }, project: { id: string, name: string } | null, parent: { step: number | null, experiment: { id: string, name: string, manifest: { readonly [key: string]: unknown } } | null } | null, actions: { train: { allowed: boolean, reason: string | null }, halt: { allowed: boolean, reason: string | null }, resume: { allowed: boolean, reason: string | null }, delete: { allowed: boolean, reason: string | null }, edit: { allowed: boolean, reason: string | null }, copy: { allowed: boolean, reason: string | null } }, warnings: Array<{ path: string, message: string }>, runs: Array<{ id: string, number: number, status: ExperimentStatus, step: number, endedAt: string | null }> } | null } | null };

export type RunMetricsQueryVariables = Exact<{
  id: string;
  names?: Array<string> | string | null | undefined;
  from?: number | null | undefined;
  to?: number | null | undefined;
  maxPoints?: number | null | undefined;
}>;


export type RunMetricsQuery = { run: { id: string, metrics: Array<{ name: string, steps: Array<number>, values: Array<number | null> }> } | null };

export type RunLogsQueryVariables = Exact<{
  id: string;
  afterSequence?: number | null | undefined;
  first?: number | null | undefined;
  level?: string | null | undefined;
  text?: string | null | undefined;
}>;


export type RunLogsQuery = { run: { id: string, logs: Array<{ sequence: number, at: string, level: string, source: string, message: string }> } | null };

export type RunEventsQueryVariables = Exact<{
  id: string;
  afterSequence?: number | null | undefined;
  first?: number | null | undefined;
}>;


export type RunEventsQuery = { run: { id: string, events: Array<{ sequence: number, kind: string, payload: unknown, at: string }> } | null };

export type CompareRunsQueryVariables = Exact<{
  ids: Array<string> | string;
  names?: Array<string> | string | null | undefined;
  maxPoints?: number | null | undefined;
}>;


export type CompareRunsQuery = { compareRuns: Array<{ run: { id: string, number: number, status: ExperimentStatus, phase: RunPhase | null, step: number, startStep: number, maxSteps: number, bestScore: number | null, bestFitness: number | null, queuePlace: number | null, waitingFor: string | null, unreachableSince: string | null, createdAt: string, startedAt: string | null, endedAt: string | null, experiment: { id: string, name: string } | null, halt: { requestedAt: string | null, mode: HaltMode } | null }, metrics: Array<{ name: string, steps: Array<number>, values: Array<number | null> }> }> };

export type OnPremProviderQueryVariables = Exact<{ [key: string]: never; }>;


export type OnPremProviderQuery = { viewer: { currentOrganization: { id: string, onPremProvider: { name: string, description: string, enabled: boolean } | null } | null } | null };

export type OnPremClassesQueryVariables = Exact<{
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type OnPremClassesQuery = { viewer: { currentOrganization: { id: string, resourceClasses: { pageInfo: { hasNextPage: boolean, endCursor: string | null }, edges: Array<{ node: { id: string, name: string, slug: string, enabled: boolean, description: string, nodes: number, cpus: number | null, gpus: number | null, memory: string | null, nameIsFixed: boolean, differsFromBundle: boolean, connection: ConnectionState, connectionReason: string | null, readyWorkers: number | null, lastHeartbeatAt: string | null } }> } } | null } | null };

export type MemoryReadingQueryVariables = Exact<{
  text: string;
}>;


export type MemoryReadingQuery = { memoryReading: { understood: string | null, fault: string | null } };

export type ResourceClassSlugQueryVariables = Exact<{
  name: string;
}>;


export type ResourceClassSlugQuery = { resourceClassSlug: { slug: string, fault: string | null } };

export type MembersQueryVariables = Exact<{ [key: string]: never; }>;


export type MembersQuery = { viewer: { currentOrganization: { id: string, name: string, members: Array<{ role: Role, since: string, person: { id: string, name: string, email: string } | null }>, invitations: Array<{ id: string, email: string, role: Role, createdAt: string, expiresAt: string, invitedBy: { id: string, name: string } | null }> | null } | null } | null };

export type ActivityQueryVariables = Exact<{
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type ActivityQuery = { viewer: { currentOrganization: { id: string, activity: { pageInfo: { hasNextPage: boolean, endCursor: string | null }, edges: Array<{ node: { id: string, at: string, action: string, via: string, ipAddress: string | null, subjectType: string, subjectId: string, before: unknown, after: unknown, person: { id: string, name: string, email: string } | null } }> } | null } | null } | null };

export type ReceivedInvitationQueryVariables = Exact<{
  token: string;
}>;


export type ReceivedInvitationQuery = { receivedInvitation: { email: string, organizationName: string, role: Role, hasAccount: boolean, isForViewer: boolean, expiresAt: string } | null };

export type DeviceLoginQueryVariables = Exact<{
  userCode: string;
}>;


export type DeviceLoginQuery = { deviceLogin: { userCode: string, clientId: string, createdAt: string, expiresAt: string } };

export type ResourceClassSetupQueryVariables = Exact<{
  id: string;
  setupType: SetupType;
}>;


export type ResourceClassSetupQuery = { node:
    | { __typename: 'ActivityRecord' }
    | { __typename: 'ApiKey' }
    | { __typename: 'Checkpoint' }
    | { __typename: 'ClusterOperation' }
    | { __typename: 'Environment' }
    | { __typename: 'Experiment' }
    | { __typename: 'Invitation' }
    | { __typename: 'Organization' }
    | { __typename: 'Person' }
    | { __typename: 'Project' }
    | { __typename: 'ResourceClass', id: string, name: string, keys: Array<{ generation: number, createdAt: string, lastHandshakeAt: string | null, revokedAt: string | null }> | null, deployment: { installCommand: string, teardownCommand: string, clientSettings: Array<string>, notices: Array<string>, unavailable: string | null, tabs: Array<{ name: string, language: string, content: string }> } | null }
    | { __typename: 'Run' }
   | null };

export type SubjectsQueryVariables = Exact<{
  ids: Array<string> | string;
}>;


export type SubjectsQuery = { nodes: Array<
    | { __typename: 'ActivityRecord', id: string }
    | { __typename: 'ApiKey', id: string }
    | { __typename: 'Checkpoint', id: string }
    | { __typename: 'ClusterOperation', id: string }
    | { __typename: 'Environment', name: string, id: string }
    | { __typename: 'Experiment', name: string, id: string }
    | { __typename: 'Invitation', id: string }
    | { __typename: 'Organization', name: string, id: string }
    | { __typename: 'Person', name: string, id: string }
    | { __typename: 'Project', name: string, id: string }
    | { __typename: 'ResourceClass', name: string, id: string }
    | { __typename: 'Run', id: string }
   | null> };

export type ClassClusterQueryVariables = Exact<{
  id: string;
}>;


export type ClassClusterQuery = { node:
    | { __typename: 'ActivityRecord' }
    | { __typename: 'ApiKey' }
    | { __typename: 'Checkpoint' }
    | { __typename: 'ClusterOperation' }
    | { __typename: 'Environment' }
    | { __typename: 'Experiment' }
    | { __typename: 'Invitation' }
    | { __typename: 'Organization' }
    | { __typename: 'Person' }
    | { __typename: 'Project' }
    | { __typename: 'ResourceClass', id: string, name: string, nodes: number, loginKey: string | null, connection: ConnectionState, heldPlaces: Array<{ id: string, number: number, experiment: { id: string, name: string } | null, heldPlace: { reason: string, since: string } | null, receipt: { processGroupEmpty: boolean | null, reconciliation: { processGroupEmpty: boolean | null } | null } | null }>, proof: { at: string, passed: boolean, checks: Array<{ name: string, outcome: ClusterCheckOutcome, observed: string, expected: string, remedy: string | null }> } | null, operations: Array<{ id: string, kind: ClusterOperationKind, driver: InstallDriver, status: ClusterOperationStatus, message: string | null, createdAt: string, endedAt: string | null, login: ClusterLogin, advertiseAddress: string | null, leaveSwarm: boolean, reportedBy: string | null, requestedVia: HaltChannel, helm: { name: string, namespace: string, context: string, access: HelmAccess, claim: string | null, nfs: string | null } | null, requestedBy: { id: string, name: string, email: string } | null, hosts: Array<{ position: number, role: ClusterHostRole, name: string, address: string, port: number, state: ClusterHostState, message: string | null, checkedAt: string | null, hostKey: { fingerprint: string, firstSeenAt: string } | null, stages: Array<{ name: ClusterStageName, state: ClusterStageState, attempt: number, startedAt: string | null, endedAt: string | null, message: string | null }>, checks: Array<{ name: string, outcome: ClusterCheckOutcome, observed: string, expected: string, remedy: string | null }> }>, proof: { at: string, passed: boolean, checks: Array<{ name: string, outcome: ClusterCheckOutcome, observed: string, expected: string, remedy: string | null }> } | null }> | null }
    | { __typename: 'Run' }
   | null };

export type ClusterOperationQueryVariables = Exact<{
  id: string;
}>;


export type ClusterOperationQuery = { node:
    | { __typename: 'ActivityRecord' }
    | { __typename: 'ApiKey' }
    | { __typename: 'Checkpoint' }
    | { __typename: 'ClusterOperation', id: string, kind: ClusterOperationKind, driver: InstallDriver, status: ClusterOperationStatus, message: string | null, createdAt: string, endedAt: string | null, login: ClusterLogin, advertiseAddress: string | null, leaveSwarm: boolean, reportedBy: string | null, requestedVia: HaltChannel, helm: { name: string, namespace: string, context: string, access: HelmAccess, claim: string | null, nfs: string | null } | null, requestedBy: { id: string, name: string, email: string } | null, hosts: Array<{ position: number, role: ClusterHostRole, name: string, address: string, port: number, state: ClusterHostState, message: string | null, checkedAt: string | null, hostKey: { fingerprint: string, firstSeenAt: string } | null, stages: Array<{ name: ClusterStageName, state: ClusterStageState, attempt: number, startedAt: string | null, endedAt: string | null, message: string | null }>, checks: Array<{ name: string, outcome: ClusterCheckOutcome, observed: string, expected: string, remedy: string | null }> }>, proof: { at: string, passed: boolean, checks: Array<{ name: string, outcome: ClusterCheckOutcome, observed: string, expected: string, remedy: string | null }> } | null }
    | { __typename: 'Environment' }
    | { __typename: 'Experiment' }
    | { __typename: 'Invitation' }
    | { __typename: 'Organization' }
    | { __typename: 'Person' }
    | { __typename: 'Project' }
    | { __typename: 'ResourceClass' }
    | { __typename: 'Run' }
   | null };

export type ClusterHostLogQueryVariables = Exact<{
  id: string;
  last: number;
}>;


export type ClusterHostLogQuery = { node:
    | { __typename: 'ActivityRecord' }
    | { __typename: 'ApiKey' }
    | { __typename: 'Checkpoint' }
    | { __typename: 'ClusterOperation', id: string, hosts: Array<{ position: number, log: Array<{ stage: ClusterStageName, text: string, at: string }> }> }
    | { __typename: 'Environment' }
    | { __typename: 'Experiment' }
    | { __typename: 'Invitation' }
    | { __typename: 'Organization' }
    | { __typename: 'Person' }
    | { __typename: 'Project' }
    | { __typename: 'ResourceClass' }
    | { __typename: 'Run' }
   | null };

export type SignInOptionsQueryVariables = Exact<{ [key: string]: never; }>;


export type SignInOptionsQuery = { signInOptions: { singleSignOn: string | null } };

export type WatchProjectSubscriptionVariables = Exact<{
  projectId: string;
  afterSequence?: number | null | undefined;
}>;


export type WatchProjectSubscription = { projectExperiments: { sequence: number, missed: boolean, snapshot: { id: string, experimentCounts: Array<{ status: ExperimentStatus, count: number }> } | null, events: Array<{ sequence: number, experimentId: string, experiment: { id: string, name: string, status: ExperimentStatus, phase: RunPhase | null, cause: RunCause | null, causeMessage: string | null, manifest: { readonly [key: string]: unknown }, trainControl: TrainControl, createdAt: string, updatedAt: string, resourceClass: { id: string, name: string, kind: ResourceClassKind, enabled: boolean } | null, parent: { step: number | null, experiment: { id: string, name: string } | null } | null, actions: { train: { allowed: boolean, reason: string | null }, halt: { allowed: boolean, reason: string | null }, resume: { allowed: boolean, reason: string | null }, delete: { allowed: boolean, reason: string | null }, edit: { allowed: boolean, reason: string | null }, copy: { allowed: boolean, reason: string | null } }, latestRun: { id: string, number: number, status: ExperimentStatus, phase: RunPhase | null, step: number, startStep: number, maxSteps: number, bestScore: number | null, bestFitness: number | null, queuePlace: number | null, waitingFor: string | null, unreachableSince: string | null, createdAt: string, startedAt: string | null, endedAt: string | null, halt: { requestedAt: string | null, mode: HaltMode } | null } | null } | null }> } };

export type WatchRunSubscriptionVariables = Exact<{
  runId: string;
  afterSequence?: number | null | undefined;
}>;


export type WatchRunSubscription = { runEvents: { sequence: number, missed: boolean, snapshot: { cause: RunCause | null, causeMessage: string | null, cleanupError: string | null, manifest: { readonly [key: string]: unknown }, grantedAt: string | null, eventSequence: number, metricNames: Array<string>, id: string, number: number, status: ExperimentStatus, phase: RunPhase | null, step: number, startStep: number, maxSteps: number, bestScore: number | null, bestFitness: number | null, queuePlace: number | null, waitingFor: string | null, unreachableSince: string | null, createdAt: string, startedAt: string | null, endedAt: string | null, resourceClass: { id: string, name: string } | null, requestedBy: { id: string, name: string, email: string } | null, resumedFrom: { id: string, step: number, run: { id: string, number: number, manifest: { readonly [key: string]: unknown }, experiment: { id: string, name: string, status: ExperimentStatus } | null } | null } | null, checkpoints: Array<{ id: string, step: number, trainingScore: number | null, evaluationScore: number | null, sizeBytes: number, sha256: string, contents: Array<CheckpointContent>, missing: Array<CheckpointContent>, complete: boolean, reason: string, createdAt: string }>, halt: { mode: HaltMode, requestedAt: string | null, raisedAt: string, requestedVia: HaltChannel, requestedBy: { id: string, name: string, email: string } | null, graces: Array<{ name: RungName, graceMs: number }> } | null, receipt: { requestedVia: HaltChannel, requestedAt: string, mode: HaltMode, noCheckpointReason: NoCheckpointReason | null, exitCode: number | null, signal: string | null, processGroupEmpty: boolean | null, evidence: Evidence, resourcesReleased: boolean | null, verified: boolean, trainingComplete: boolean | null, requestedBy: { id: string, name: string, email: string } | null, requests: Array<{ mode: HaltMode, requestedAt: string, requestedVia: HaltChannel, requestedBy: { id: string, name: string, email: string } | null }>, checkpoint: { id: string, step: number, sha256: string } | null, rungs: Array<{ name: RungName, startedAt: string, endedAt: string | null, outcome: RungOutcome | null }>, reconciliation: { at: string, processGroupEmpty: boolean | null, message: string, checkpoint: { id: string, step: number, sha256: string } | null } | null } | null, heldPlace: { reason: string, since: string } | null, experiment: { id: string, name: string, status: ExperimentStatus, trainControl: TrainControl, manifest: { readonly [key: string]: unknown }, project: { id: string, name: string } | null, parent: { step: number | null, experiment: { id: string, name: string, manifest: { readonly [key: string]: unknown } } | null } | null, actions: { train: { allowed: boolean, reason: string | null }, halt: { allowed: boolean, reason: string | null }, resume: { allowed: boolean, reason: string | null }, delete: { allowed: boolean, reason: string | null }, edit: { allowed: boolean, reason: string | null }, copy: { allowed: boolean, reason: string | null } }, warnings: Array<{ path: string, message: string }>, runs: Array<{ id: string, number: number, status: ExperimentStatus, step: number, endedAt: string | null }> } | null } | null, events: Array<{ sequence: number, kind: string, payload: unknown, at: string }> } };

export type WatchMetricsSubscriptionVariables = Exact<{
  runId: string;
  names?: Array<string> | string | null | undefined;
  maxPoints?: number | null | undefined;
  afterSequence?: number | null | undefined;
}>;


export type WatchMetricsSubscription = { runMetrics: { sequence: number, missed: boolean, snapshot: Array<{ name: string, steps: Array<number>, values: Array<number | null> }> | null, events: Array<{ sequence: number, series: Array<{ name: string, steps: Array<number>, values: Array<number | null> }> }> } };

export type WatchLogsSubscriptionVariables = Exact<{
  runId: string;
  afterSequence?: number | null | undefined;
}>;


export type WatchLogsSubscription = { runLogs: { sequence: number, missed: boolean, snapshot: Array<{ sequence: number, at: string, level: string, source: string, message: string }> | null, events: Array<{ sequence: number, at: string, level: string, source: string, message: string }> } };

export type WatchInstallSubscriptionVariables = Exact<{
  installId: string;
  afterSequence?: number | null | undefined;
}>;


export type WatchInstallSubscription = { clusterInstall: { sequence: number, missed: boolean, snapshot: { id: string, kind: ClusterOperationKind, driver: InstallDriver, status: ClusterOperationStatus, message: string | null, createdAt: string, endedAt: string | null, login: ClusterLogin, advertiseAddress: string | null, leaveSwarm: boolean, reportedBy: string | null, requestedVia: HaltChannel, helm: { name: string, namespace: string, context: string, access: HelmAccess, claim: string | null, nfs: string | null } | null, requestedBy: { id: string, name: string, email: string } | null, hosts: Array<{ position: number, role: ClusterHostRole, name: string, address: string, port: number, state: ClusterHostState, message: string | null, checkedAt: string | null, hostKey: { fingerprint: string, firstSeenAt: string } | null, stages: Array<{ name: ClusterStageName, state: ClusterStageState, attempt: number, startedAt: string | null, endedAt: string | null, message: string | null }>, checks: Array<{ name: string, outcome: ClusterCheckOutcome, observed: string, expected: string, remedy: string | null }> }>, proof: { at: string, passed: boolean, checks: Array<{ name: string, outcome: ClusterCheckOutcome, observed: string, expected: string, remedy: string | null }> } | null } | null, events: Array<{ sequence: number, kind: string, at: string, position: number | null, stage: ClusterStageName | null, lines: Array<string>, host: { position: number, role: ClusterHostRole, name: string, address: string, port: number, state: ClusterHostState, message: string | null, checkedAt: string | null, hostKey: { fingerprint: string, firstSeenAt: string } | null, stages: Array<{ name: ClusterStageName, state: ClusterStageState, attempt: number, startedAt: string | null, endedAt: string | null, message: string | null }>, checks: Array<{ name: string, outcome: ClusterCheckOutcome, observed: string, expected: string, remedy: string | null }> } | null, operation: { id: string, kind: ClusterOperationKind, driver: InstallDriver, status: ClusterOperationStatus, message: string | null, createdAt: string, endedAt: string | null, login: ClusterLogin, advertiseAddress: string | null, leaveSwarm: boolean, reportedBy: string | null, requestedVia: HaltChannel, helm: { name: string, namespace: string, context: string, access: HelmAccess, claim: string | null, nfs: string | null } | null, requestedBy: { id: string, name: string, email: string } | null, hosts: Array<{ position: number, role: ClusterHostRole, name: string, address: string, port: number, state: ClusterHostState, message: string | null, checkedAt: string | null, hostKey: { fingerprint: string, firstSeenAt: string } | null, stages: Array<{ name: ClusterStageName, state: ClusterStageState, attempt: number, startedAt: string | null, endedAt: string | null, message: string | null }>, checks: Array<{ name: string, outcome: ClusterCheckOutcome, observed: string, expected: string, remedy: string | null }> }>, proof: { at: string, passed: boolean, checks: Array<{ name: string, outcome: ClusterCheckOutcome, observed: string, expected: string, remedy: string | null }> } | null } | null }> } };

export class TypedDocumentString<TResult, TVariables>
  extends String
  implements DocumentTypeDecoration<TResult, TVariables>
{
  __apiType?: NonNullable<DocumentTypeDecoration<TResult, TVariables>['__apiType']>;
  private value: string;
  public __meta__?: Record<string, any> | undefined;

  constructor(value: string, __meta__?: Record<string, any> | undefined) {
    super(value);
    this.value = value;
    this.__meta__ = __meta__;
  }

  override toString(): string & DocumentTypeDecoration<TResult, TVariables> {
    return this.value;
  }
}
export const ActionFieldsFragmentDoc = new TypedDocumentString(`
    fragment ActionFields on Action {
  allowed
  reason
}
    `, {"fragmentName":"ActionFields"}) as unknown as TypedDocumentString<ActionFieldsFragment, unknown>;
export const ActionsFieldsFragmentDoc = new TypedDocumentString(`
    fragment ActionsFields on ExperimentActions {
  train {
    ...ActionFields
  }
  halt {
    ...ActionFields
  }
  resume {
    ...ActionFields
  }
  delete {
    ...ActionFields
  }
  edit {
    ...ActionFields
  }
  copy {
    ...ActionFields
  }
}
    fragment ActionFields on Action {
  allowed
  reason
}`, {"fragmentName":"ActionsFields"}) as unknown as TypedDocumentString<ActionsFieldsFragment, unknown>;
export const RunRowFieldsFragmentDoc = new TypedDocumentString(`
    fragment RunRowFields on Run {
  id
  number
  status
  phase
  step
  startStep
  maxSteps
  bestScore
  bestFitness
  queuePlace
  waitingFor
  unreachableSince
  createdAt
  startedAt
  endedAt
  halt {
    requestedAt
    mode
  }
}
    `, {"fragmentName":"RunRowFields"}) as unknown as TypedDocumentString<RunRowFieldsFragment, unknown>;
export const ExperimentRowFieldsFragmentDoc = new TypedDocumentString(`
    fragment ExperimentRowFields on Experiment {
  id
  name
  status
  phase
  cause
  causeMessage
  manifest
  trainControl
  createdAt
  updatedAt
  resourceClass {
    id
    name
    kind
    enabled
  }
  parent {
    step
    experiment {
      id
      name
    }
  }
  actions {
    ...ActionsFields
  }
  latestRun {
    ...RunRowFields
  }
}
    fragment ActionFields on Action {
  allowed
  reason
}
fragment ActionsFields on ExperimentActions {
  train {
    ...ActionFields
  }
  halt {
    ...ActionFields
  }
  resume {
    ...ActionFields
  }
  delete {
    ...ActionFields
  }
  edit {
    ...ActionFields
  }
  copy {
    ...ActionFields
  }
}
fragment RunRowFields on Run {
  id
  number
  status
  phase
  step
  startStep
  maxSteps
  bestScore
  bestFitness
  queuePlace
  waitingFor
  unreachableSince
  createdAt
  startedAt
  endedAt
  halt {
    requestedAt
    mode
  }
}`, {"fragmentName":"ExperimentRowFields"}) as unknown as TypedDocumentString<ExperimentRowFieldsFragment, unknown>;
export const PersonFieldsFragmentDoc = new TypedDocumentString(`
    fragment PersonFields on Person {
  id
  name
  email
}
    `, {"fragmentName":"PersonFields"}) as unknown as TypedDocumentString<PersonFieldsFragment, unknown>;
export const CheckpointFieldsFragmentDoc = new TypedDocumentString(`
    fragment CheckpointFields on Checkpoint {
  id
  step
  trainingScore
  evaluationScore
  sizeBytes
  sha256
  contents
  missing
  complete
  reason
  createdAt
}
    `, {"fragmentName":"CheckpointFields"}) as unknown as TypedDocumentString<CheckpointFieldsFragment, unknown>;
export const CheckpointReferenceFieldsFragmentDoc = new TypedDocumentString(`
    fragment CheckpointReferenceFields on CheckpointReference {
  id
  step
  sha256
}
    `, {"fragmentName":"CheckpointReferenceFields"}) as unknown as TypedDocumentString<CheckpointReferenceFieldsFragment, unknown>;
export const ReceiptFieldsFragmentDoc = new TypedDocumentString(`
    fragment ReceiptFields on HaltReceipt {
  requestedBy {
    ...PersonFields
  }
  requestedVia
  requestedAt
  mode
  requests {
    mode
    requestedAt
    requestedVia
    requestedBy {
      ...PersonFields
    }
  }
  checkpoint {
    ...CheckpointReferenceFields
  }
  noCheckpointReason
  exitCode
  signal
  processGroupEmpty
  evidence
  resourcesReleased
  verified
  trainingComplete
  rungs {
    name
    startedAt
    endedAt
    outcome
  }
  reconciliation {
    at
    processGroupEmpty
    message
    checkpoint {
      ...CheckpointReferenceFields
    }
  }
}
    fragment CheckpointReferenceFields on CheckpointReference {
  id
  step
  sha256
}
fragment PersonFields on Person {
  id
  name
  email
}`, {"fragmentName":"ReceiptFields"}) as unknown as TypedDocumentString<ReceiptFieldsFragment, unknown>;
export const RunFieldsFragmentDoc = new TypedDocumentString(`
    fragment RunFields on Run {
  ...RunRowFields
  cause
  causeMessage
  cleanupError
  manifest
  grantedAt
  eventSequence
  metricNames
  resourceClass {
    id
    name
  }
  requestedBy {
    ...PersonFields
  }
  resumedFrom {
    id
    step
    run {
      id
      number
      manifest
      experiment {
        id
        name
        status
      }
    }
  }
  checkpoints {
    ...CheckpointFields
  }
  halt {
    mode
    requestedAt
    raisedAt
    requestedVia
    requestedBy {
      ...PersonFields
    }
    graces {
      name
      graceMs
    }
  }
  receipt {
    ...ReceiptFields
  }
  heldPlace {
    reason
    since
  }
  experiment {
    id
    name
    status
    project {
      id
      name
    }
    parent {
      step
      experiment {
        id
        name
        manifest
      }
    }
    actions {
      ...ActionsFields
    }
    trainControl
    manifest
    warnings {
      path
      message
    }
    runs {
      id
      number
      status
      step
      endedAt
    }
  }
}
    fragment ActionFields on Action {
  allowed
  reason
}
fragment ActionsFields on ExperimentActions {
  train {
    ...ActionFields
  }
  halt {
    ...ActionFields
  }
  resume {
    ...ActionFields
  }
  delete {
    ...ActionFields
  }
  edit {
    ...ActionFields
  }
  copy {
    ...ActionFields
  }
}
fragment CheckpointFields on Checkpoint {
  id
  step
  trainingScore
  evaluationScore
  sizeBytes
  sha256
  contents
  missing
  complete
  reason
  createdAt
}
fragment RunRowFields on Run {
  id
  number
  status
  phase
  step
  startStep
  maxSteps
  bestScore
  bestFitness
  queuePlace
  waitingFor
  unreachableSince
  createdAt
  startedAt
  endedAt
  halt {
    requestedAt
    mode
  }
}
fragment CheckpointReferenceFields on CheckpointReference {
  id
  step
  sha256
}
fragment PersonFields on Person {
  id
  name
  email
}
fragment ReceiptFields on HaltReceipt {
  requestedBy {
    ...PersonFields
  }
  requestedVia
  requestedAt
  mode
  requests {
    mode
    requestedAt
    requestedVia
    requestedBy {
      ...PersonFields
    }
  }
  checkpoint {
    ...CheckpointReferenceFields
  }
  noCheckpointReason
  exitCode
  signal
  processGroupEmpty
  evidence
  resourcesReleased
  verified
  trainingComplete
  rungs {
    name
    startedAt
    endedAt
    outcome
  }
  reconciliation {
    at
    processGroupEmpty
    message
    checkpoint {
      ...CheckpointReferenceFields
    }
  }
}`, {"fragmentName":"RunFields"}) as unknown as TypedDocumentString<RunFieldsFragment, unknown>;
export const RunEventFieldsFragmentDoc = new TypedDocumentString(`
    fragment RunEventFields on RunEvent {
  sequence
  kind
  payload
  at
}
    `, {"fragmentName":"RunEventFields"}) as unknown as TypedDocumentString<RunEventFieldsFragment, unknown>;
export const LogLineFieldsFragmentDoc = new TypedDocumentString(`
    fragment LogLineFields on LogLine {
  sequence
  at
  level
  source
  message
}
    `, {"fragmentName":"LogLineFields"}) as unknown as TypedDocumentString<LogLineFieldsFragment, unknown>;
export const MetricSeriesFieldsFragmentDoc = new TypedDocumentString(`
    fragment MetricSeriesFields on MetricSeries {
  name
  steps
  values
}
    `, {"fragmentName":"MetricSeriesFields"}) as unknown as TypedDocumentString<MetricSeriesFieldsFragment, unknown>;
export const ApiKeyFieldsFragmentDoc = new TypedDocumentString(`
    fragment ApiKeyFields on ApiKey {
  id
  lastFour
  createdAt
  lastUsedAt
}
    `, {"fragmentName":"ApiKeyFields"}) as unknown as TypedDocumentString<ApiKeyFieldsFragment, unknown>;
export const OnPremProviderFieldsFragmentDoc = new TypedDocumentString(`
    fragment OnPremProviderFields on OnPremProvider {
  name
  description
  enabled
}
    `, {"fragmentName":"OnPremProviderFields"}) as unknown as TypedDocumentString<OnPremProviderFieldsFragment, unknown>;
export const ResourceClassFieldsFragmentDoc = new TypedDocumentString(`
    fragment ResourceClassFields on ResourceClass {
  id
  name
  slug
  enabled
  description
  nodes
  cpus
  gpus
  memory
  nameIsFixed
  differsFromBundle
  connection
  connectionReason
  readyWorkers
  lastHeartbeatAt
}
    `, {"fragmentName":"ResourceClassFields"}) as unknown as TypedDocumentString<ResourceClassFieldsFragment, unknown>;
export const ClusterKeyFieldsFragmentDoc = new TypedDocumentString(`
    fragment ClusterKeyFields on ClusterKey {
  generation
  createdAt
  lastHandshakeAt
  revokedAt
}
    `, {"fragmentName":"ClusterKeyFields"}) as unknown as TypedDocumentString<ClusterKeyFieldsFragment, unknown>;
export const InvitationFieldsFragmentDoc = new TypedDocumentString(`
    fragment InvitationFields on Invitation {
  id
  email
  role
  createdAt
  expiresAt
  invitedBy {
    id
    name
  }
}
    `, {"fragmentName":"InvitationFields"}) as unknown as TypedDocumentString<InvitationFieldsFragment, unknown>;
export const DeviceLoginFieldsFragmentDoc = new TypedDocumentString(`
    fragment DeviceLoginFields on DeviceLogin {
  userCode
  clientId
  createdAt
  expiresAt
}
    `, {"fragmentName":"DeviceLoginFields"}) as unknown as TypedDocumentString<DeviceLoginFieldsFragment, unknown>;
export const ClusterCheckFieldsFragmentDoc = new TypedDocumentString(`
    fragment ClusterCheckFields on ClusterCheck {
  name
  outcome
  observed
  expected
  remedy
}
    `, {"fragmentName":"ClusterCheckFields"}) as unknown as TypedDocumentString<ClusterCheckFieldsFragment, unknown>;
export const ClusterHostFieldsFragmentDoc = new TypedDocumentString(`
    fragment ClusterHostFields on ClusterHost {
  position
  role
  name
  address
  port
  state
  message
  checkedAt
  hostKey {
    fingerprint
    firstSeenAt
  }
  stages {
    name
    state
    attempt
    startedAt
    endedAt
    message
  }
  checks {
    ...ClusterCheckFields
  }
}
    fragment ClusterCheckFields on ClusterCheck {
  name
  outcome
  observed
  expected
  remedy
}`, {"fragmentName":"ClusterHostFields"}) as unknown as TypedDocumentString<ClusterHostFieldsFragment, unknown>;
export const ClusterProofFieldsFragmentDoc = new TypedDocumentString(`
    fragment ClusterProofFields on ClusterProof {
  at
  passed
  checks {
    ...ClusterCheckFields
  }
}
    fragment ClusterCheckFields on ClusterCheck {
  name
  outcome
  observed
  expected
  remedy
}`, {"fragmentName":"ClusterProofFields"}) as unknown as TypedDocumentString<ClusterProofFieldsFragment, unknown>;
export const ClusterOperationFieldsFragmentDoc = new TypedDocumentString(`
    fragment ClusterOperationFields on ClusterOperation {
  id
  kind
  driver
  status
  message
  createdAt
  endedAt
  login
  advertiseAddress
  leaveSwarm
  reportedBy
  helm {
    name
    namespace
    context
    access
    claim
    nfs
  }
  requestedVia
  requestedBy {
    ...PersonFields
  }
  hosts {
    ...ClusterHostFields
  }
  proof {
    ...ClusterProofFields
  }
}
    fragment PersonFields on Person {
  id
  name
  email
}
fragment ClusterCheckFields on ClusterCheck {
  name
  outcome
  observed
  expected
  remedy
}
fragment ClusterProofFields on ClusterProof {
  at
  passed
  checks {
    ...ClusterCheckFields
  }
}
fragment ClusterHostFields on ClusterHost {
  position
  role
  name
  address
  port
  state
  message
  checkedAt
  hostKey {
    fingerprint
    firstSeenAt
  }
  stages {
    name
    state
    attempt
    startedAt
    endedAt
    message
  }
  checks {
    ...ClusterCheckFields
  }
}`, {"fragmentName":"ClusterOperationFields"}) as unknown as TypedDocumentString<ClusterOperationFieldsFragment, unknown>;
export const CreateProjectDocument = new TypedDocumentString(`
    mutation CreateProject($input: CreateProjectInput!) {
  createProject(input: $input) {
    __typename
    ... on CreateProjectSuccess {
      project {
        id
        name
        kind
        description
        createdAt
      }
    }
    ... on Error {
      code
      message
    }
    ... on ValidationError {
      fields {
        path
        message
      }
    }
  }
}
    `) as unknown as TypedDocumentString<CreateProjectMutation, CreateProjectMutationVariables>;
export const CreateExperimentDocument = new TypedDocumentString(`
    mutation CreateExperiment($input: CreateExperimentInput!) {
  createExperiment(input: $input) {
    __typename
    ... on CreateExperimentSuccess {
      experiment {
        ...ExperimentRowFields
      }
    }
    ... on Error {
      code
      message
    }
    ... on ValidationError {
      fields {
        path
        message
      }
    }
  }
}
    fragment ActionFields on Action {
  allowed
  reason
}
fragment ActionsFields on ExperimentActions {
  train {
    ...ActionFields
  }
  halt {
    ...ActionFields
  }
  resume {
    ...ActionFields
  }
  delete {
    ...ActionFields
  }
  edit {
    ...ActionFields
  }
  copy {
    ...ActionFields
  }
}
fragment RunRowFields on Run {
  id
  number
  status
  phase
  step
  startStep
  maxSteps
  bestScore
  bestFitness
  queuePlace
  waitingFor
  unreachableSince
  createdAt
  startedAt
  endedAt
  halt {
    requestedAt
    mode
  }
}
fragment ExperimentRowFields on Experiment {
  id
  name
  status
  phase
  cause
  causeMessage
  manifest
  trainControl
  createdAt
  updatedAt
  resourceClass {
    id
    name
    kind
    enabled
  }
  parent {
    step
    experiment {
      id
      name
    }
  }
  actions {
    ...ActionsFields
  }
  latestRun {
    ...RunRowFields
  }
}`) as unknown as TypedDocumentString<CreateExperimentMutation, CreateExperimentMutationVariables>;
export const UpdateExperimentDocument = new TypedDocumentString(`
    mutation UpdateExperiment($input: UpdateExperimentInput!) {
  updateExperiment(input: $input) {
    __typename
    ... on UpdateExperimentSuccess {
      experiment {
        ...ExperimentRowFields
      }
    }
    ... on Error {
      code
      message
    }
    ... on ValidationError {
      fields {
        path
        message
      }
    }
    ... on NotAllowedError {
      reason
    }
  }
}
    fragment ActionFields on Action {
  allowed
  reason
}
fragment ActionsFields on ExperimentActions {
  train {
    ...ActionFields
  }
  halt {
    ...ActionFields
  }
  resume {
    ...ActionFields
  }
  delete {
    ...ActionFields
  }
  edit {
    ...ActionFields
  }
  copy {
    ...ActionFields
  }
}
fragment RunRowFields on Run {
  id
  number
  status
  phase
  step
  startStep
  maxSteps
  bestScore
  bestFitness
  queuePlace
  waitingFor
  unreachableSince
  createdAt
  startedAt
  endedAt
  halt {
    requestedAt
    mode
  }
}
fragment ExperimentRowFields on Experiment {
  id
  name
  status
  phase
  cause
  causeMessage
  manifest
  trainControl
  createdAt
  updatedAt
  resourceClass {
    id
    name
    kind
    enabled
  }
  parent {
    step
    experiment {
      id
      name
    }
  }
  actions {
    ...ActionsFields
  }
  latestRun {
    ...RunRowFields
  }
}`) as unknown as TypedDocumentString<UpdateExperimentMutation, UpdateExperimentMutationVariables>;
export const CopyExperimentDocument = new TypedDocumentString(`
    mutation CopyExperiment($input: CopyExperimentInput!) {
  copyExperiment(input: $input) {
    __typename
    ... on CopyExperimentSuccess {
      experiment {
        ...ExperimentRowFields
      }
    }
    ... on Error {
      code
      message
    }
    ... on ValidationError {
      fields {
        path
        message
      }
    }
    ... on NotAllowedError {
      reason
    }
  }
}
    fragment ActionFields on Action {
  allowed
  reason
}
fragment ActionsFields on ExperimentActions {
  train {
    ...ActionFields
  }
  halt {
    ...ActionFields
  }
  resume {
    ...ActionFields
  }
  delete {
    ...ActionFields
  }
  edit {
    ...ActionFields
  }
  copy {
    ...ActionFields
  }
}
fragment RunRowFields on Run {
  id
  number
  status
  phase
  step
  startStep
  maxSteps
  bestScore
  bestFitness
  queuePlace
  waitingFor
  unreachableSince
  createdAt
  startedAt
  endedAt
  halt {
    requestedAt
    mode
  }
}
fragment ExperimentRowFields on Experiment {
  id
  name
  status
  phase
  cause
  causeMessage
  manifest
  trainControl
  createdAt
  updatedAt
  resourceClass {
    id
    name
    kind
    enabled
  }
  parent {
    step
    experiment {
      id
      name
    }
  }
  actions {
    ...ActionsFields
  }
  latestRun {
    ...RunRowFields
  }
}`) as unknown as TypedDocumentString<CopyExperimentMutation, CopyExperimentMutationVariables>;
export const DeleteExperimentDocument = new TypedDocumentString(`
    mutation DeleteExperiment($input: DeleteExperimentInput!) {
  deleteExperiment(input: $input) {
    __typename
    ... on DeleteExperimentSuccess {
      experiment {
        id
      }
    }
    ... on Error {
      code
      message
    }
    ... on ValidationError {
      fields {
        path
        message
      }
    }
    ... on NotAllowedError {
      reason
    }
  }
}
    `) as unknown as TypedDocumentString<DeleteExperimentMutation, DeleteExperimentMutationVariables>;
export const TrainExperimentDocument = new TypedDocumentString(`
    mutation TrainExperiment($input: TrainExperimentInput!) {
  trainExperiment(input: $input) {
    __typename
    ... on TrainExperimentSuccess {
      experiment {
        ...ExperimentRowFields
      }
      run {
        ...RunRowFields
      }
    }
    ... on Error {
      code
      message
    }
    ... on ValidationError {
      fields {
        path
        message
      }
    }
    ... on NotAllowedError {
      reason
    }
  }
}
    fragment ActionFields on Action {
  allowed
  reason
}
fragment ActionsFields on ExperimentActions {
  train {
    ...ActionFields
  }
  halt {
    ...ActionFields
  }
  resume {
    ...ActionFields
  }
  delete {
    ...ActionFields
  }
  edit {
    ...ActionFields
  }
  copy {
    ...ActionFields
  }
}
fragment RunRowFields on Run {
  id
  number
  status
  phase
  step
  startStep
  maxSteps
  bestScore
  bestFitness
  queuePlace
  waitingFor
  unreachableSince
  createdAt
  startedAt
  endedAt
  halt {
    requestedAt
    mode
  }
}
fragment ExperimentRowFields on Experiment {
  id
  name
  status
  phase
  cause
  causeMessage
  manifest
  trainControl
  createdAt
  updatedAt
  resourceClass {
    id
    name
    kind
    enabled
  }
  parent {
    step
    experiment {
      id
      name
    }
  }
  actions {
    ...ActionsFields
  }
  latestRun {
    ...RunRowFields
  }
}`) as unknown as TypedDocumentString<TrainExperimentMutation, TrainExperimentMutationVariables>;
export const HaltExperimentDocument = new TypedDocumentString(`
    mutation HaltExperiment($input: HaltExperimentInput!) {
  haltExperiment(input: $input) {
    __typename
    ... on HaltExperimentSuccess {
      run {
        ...RunRowFields
      }
    }
    ... on Error {
      code
      message
    }
    ... on ValidationError {
      fields {
        path
        message
      }
    }
    ... on NotAllowedError {
      reason
    }
  }
}
    fragment RunRowFields on Run {
  id
  number
  status
  phase
  step
  startStep
  maxSteps
  bestScore
  bestFitness
  queuePlace
  waitingFor
  unreachableSince
  createdAt
  startedAt
  endedAt
  halt {
    requestedAt
    mode
  }
}`) as unknown as TypedDocumentString<HaltExperimentMutation, HaltExperimentMutationVariables>;
export const ResumeExperimentDocument = new TypedDocumentString(`
    mutation ResumeExperiment($input: ResumeExperimentInput!) {
  resumeExperiment(input: $input) {
    __typename
    ... on ResumeExperimentSuccess {
      experiment {
        ...ExperimentRowFields
      }
      run {
        ...RunRowFields
      }
    }
    ... on Error {
      code
      message
    }
    ... on ValidationError {
      fields {
        path
        message
      }
    }
    ... on NotAllowedError {
      reason
    }
    ... on IncompleteCheckpointError {
      missing
    }
  }
}
    fragment ActionFields on Action {
  allowed
  reason
}
fragment ActionsFields on ExperimentActions {
  train {
    ...ActionFields
  }
  halt {
    ...ActionFields
  }
  resume {
    ...ActionFields
  }
  delete {
    ...ActionFields
  }
  edit {
    ...ActionFields
  }
  copy {
    ...ActionFields
  }
}
fragment RunRowFields on Run {
  id
  number
  status
  phase
  step
  startStep
  maxSteps
  bestScore
  bestFitness
  queuePlace
  waitingFor
  unreachableSince
  createdAt
  startedAt
  endedAt
  halt {
    requestedAt
    mode
  }
}
fragment ExperimentRowFields on Experiment {
  id
  name
  status
  phase
  cause
  causeMessage
  manifest
  trainControl
  createdAt
  updatedAt
  resourceClass {
    id
    name
    kind
    enabled
  }
  parent {
    step
    experiment {
      id
      name
    }
  }
  actions {
    ...ActionsFields
  }
  latestRun {
    ...RunRowFields
  }
}`) as unknown as TypedDocumentString<ResumeExperimentMutation, ResumeExperimentMutationVariables>;
export const ReleasePlaceDocument = new TypedDocumentString(`
    mutation ReleasePlace($input: ReleasePlaceInput!) {
  releasePlace(input: $input) {
    __typename
    ... on ReleasePlaceSuccess {
      run {
        ...RunRowFields
        heldPlace {
          reason
          since
        }
      }
    }
    ... on Error {
      code
      message
    }
    ... on ValidationError {
      fields {
        path
        message
      }
    }
    ... on NotAllowedError {
      reason
    }
  }
}
    fragment RunRowFields on Run {
  id
  number
  status
  phase
  step
  startStep
  maxSteps
  bestScore
  bestFitness
  queuePlace
  waitingFor
  unreachableSince
  createdAt
  startedAt
  endedAt
  halt {
    requestedAt
    mode
  }
}`) as unknown as TypedDocumentString<ReleasePlaceMutation, ReleasePlaceMutationVariables>;
export const DeleteCheckpointDocument = new TypedDocumentString(`
    mutation DeleteCheckpoint($input: DeleteCheckpointInput!) {
  deleteCheckpoint(input: $input) {
    __typename
    ... on DeleteCheckpointSuccess {
      checkpoint {
        id
        step
      }
    }
    ... on Error {
      code
      message
    }
    ... on ValidationError {
      fields {
        path
        message
      }
    }
    ... on NotAllowedError {
      reason
    }
  }
}
    `) as unknown as TypedDocumentString<DeleteCheckpointMutation, DeleteCheckpointMutationVariables>;
export const CreateApiKeyDocument = new TypedDocumentString(`
    mutation CreateApiKey($input: CreateApiKeyInput!) {
  createApiKey(input: $input) {
    __typename
    ... on CreateApiKeySuccess {
      secret
      apiKey {
        ...ApiKeyFields
      }
    }
    ... on Error {
      code
      message
    }
    ... on ValidationError {
      fields {
        path
        message
      }
    }
    ... on NotAllowedError {
      reason
    }
  }
}
    fragment ApiKeyFields on ApiKey {
  id
  lastFour
  createdAt
  lastUsedAt
}`) as unknown as TypedDocumentString<CreateApiKeyMutation, CreateApiKeyMutationVariables>;
export const RotateApiKeyDocument = new TypedDocumentString(`
    mutation RotateApiKey($input: RotateApiKeyInput!) {
  rotateApiKey(input: $input) {
    __typename
    ... on RotateApiKeySuccess {
      secret
      apiKey {
        ...ApiKeyFields
      }
    }
    ... on Error {
      code
      message
    }
    ... on ValidationError {
      fields {
        path
        message
      }
    }
    ... on NotAllowedError {
      reason
    }
  }
}
    fragment ApiKeyFields on ApiKey {
  id
  lastFour
  createdAt
  lastUsedAt
}`) as unknown as TypedDocumentString<RotateApiKeyMutation, RotateApiKeyMutationVariables>;
export const RevokeApiKeyDocument = new TypedDocumentString(`
    mutation RevokeApiKey($input: RevokeApiKeyInput!) {
  revokeApiKey(input: $input) {
    __typename
    ... on RevokeApiKeySuccess {
      apiKey {
        ...ApiKeyFields
      }
    }
    ... on Error {
      code
      message
    }
    ... on ValidationError {
      fields {
        path
        message
      }
    }
    ... on NotAllowedError {
      reason
    }
  }
}
    fragment ApiKeyFields on ApiKey {
  id
  lastFour
  createdAt
  lastUsedAt
}`) as unknown as TypedDocumentString<RevokeApiKeyMutation, RevokeApiKeyMutationVariables>;
export const SwitchOrganizationDocument = new TypedDocumentString(`
    mutation SwitchOrganization($input: SwitchOrganizationInput!) {
  switchOrganization(input: $input) {
    __typename
    ... on SwitchOrganizationSuccess {
      viewer {
        person {
          id
        }
        currentOrganization {
          id
          name
          plan
        }
      }
    }
    ... on Error {
      code
      message
    }
    ... on ValidationError {
      fields {
        path
        message
      }
    }
    ... on NotAllowedError {
      reason
    }
  }
}
    `) as unknown as TypedDocumentString<SwitchOrganizationMutation, SwitchOrganizationMutationVariables>;
export const HaltExperimentsDocument = new TypedDocumentString(`
    mutation HaltExperiments($input: HaltExperimentsInput!) {
  haltExperiments(input: $input) {
    __typename
    ... on HaltExperimentsSuccess {
      results {
        experimentId
        result {
          __typename
          ... on HaltExperimentSuccess {
            run {
              ...RunRowFields
            }
          }
          ... on Error {
            code
            message
          }
          ... on NotAllowedError {
            reason
          }
        }
      }
    }
    ... on Error {
      code
      message
    }
    ... on ValidationError {
      fields {
        path
        message
      }
    }
  }
}
    fragment RunRowFields on Run {
  id
  number
  status
  phase
  step
  startStep
  maxSteps
  bestScore
  bestFitness
  queuePlace
  waitingFor
  unreachableSince
  createdAt
  startedAt
  endedAt
  halt {
    requestedAt
    mode
  }
}`) as unknown as TypedDocumentString<HaltExperimentsMutation, HaltExperimentsMutationVariables>;
export const EnableOnPremDocument = new TypedDocumentString(`
    mutation EnableOnPrem($input: EnableOnPremInput!) {
  enableOnPrem(input: $input) {
    __typename
    ... on EnableOnPremSuccess {
      onPremProvider {
        ...OnPremProviderFields
      }
    }
    ... on Error {
      code
      message
    }
    ... on ValidationError {
      fields {
        path
        message
      }
    }
  }
}
    fragment OnPremProviderFields on OnPremProvider {
  name
  description
  enabled
}`) as unknown as TypedDocumentString<EnableOnPremMutation, EnableOnPremMutationVariables>;
export const DisableOnPremDocument = new TypedDocumentString(`
    mutation DisableOnPrem($input: DisableOnPremInput!) {
  disableOnPrem(input: $input) {
    __typename
    ... on DisableOnPremSuccess {
      onPremProvider {
        ...OnPremProviderFields
      }
    }
    ... on Error {
      code
      message
    }
    ... on ValidationError {
      fields {
        path
        message
      }
    }
    ... on NotAllowedError {
      reason
    }
  }
}
    fragment OnPremProviderFields on OnPremProvider {
  name
  description
  enabled
}`) as unknown as TypedDocumentString<DisableOnPremMutation, DisableOnPremMutationVariables>;
export const UpdateOnPremDocument = new TypedDocumentString(`
    mutation UpdateOnPrem($input: UpdateOnPremInput!) {
  updateOnPrem(input: $input) {
    __typename
    ... on UpdateOnPremSuccess {
      onPremProvider {
        ...OnPremProviderFields
      }
    }
    ... on Error {
      code
      message
    }
    ... on ValidationError {
      fields {
        path
        message
      }
    }
    ... on NotAllowedError {
      reason
    }
  }
}
    fragment OnPremProviderFields on OnPremProvider {
  name
  description
  enabled
}`) as unknown as TypedDocumentString<UpdateOnPremMutation, UpdateOnPremMutationVariables>;
export const CreateResourceClassDocument = new TypedDocumentString(`
    mutation CreateResourceClass($input: CreateResourceClassInput!) {
  createResourceClass(input: $input) {
    __typename
    ... on CreateResourceClassSuccess {
      resourceClass {
        ...ResourceClassFields
      }
    }
    ... on Error {
      code
      message
    }
    ... on ValidationError {
      fields {
        path
        message
      }
    }
    ... on NotAllowedError {
      reason
    }
  }
}
    fragment ResourceClassFields on ResourceClass {
  id
  name
  slug
  enabled
  description
  nodes
  cpus
  gpus
  memory
  nameIsFixed
  differsFromBundle
  connection
  connectionReason
  readyWorkers
  lastHeartbeatAt
}`) as unknown as TypedDocumentString<CreateResourceClassMutation, CreateResourceClassMutationVariables>;
export const UpdateResourceClassDocument = new TypedDocumentString(`
    mutation UpdateResourceClass($input: UpdateResourceClassInput!) {
  updateResourceClass(input: $input) {
    __typename
    ... on UpdateResourceClassSuccess {
      resourceClass {
        ...ResourceClassFields
      }
    }
    ... on Error {
      code
      message
    }
    ... on ValidationError {
      fields {
        path
        message
      }
    }
    ... on NotAllowedError {
      reason
    }
  }
}
    fragment ResourceClassFields on ResourceClass {
  id
  name
  slug
  enabled
  description
  nodes
  cpus
  gpus
  memory
  nameIsFixed
  differsFromBundle
  connection
  connectionReason
  readyWorkers
  lastHeartbeatAt
}`) as unknown as TypedDocumentString<UpdateResourceClassMutation, UpdateResourceClassMutationVariables>;
export const DeleteResourceClassDocument = new TypedDocumentString(`
    mutation DeleteResourceClass($input: DeleteResourceClassInput!) {
  deleteResourceClass(input: $input) {
    __typename
    ... on DeleteResourceClassSuccess {
      resourceClass {
        id
        name
      }
    }
    ... on Error {
      code
      message
    }
    ... on ValidationError {
      fields {
        path
        message
      }
    }
    ... on NotAllowedError {
      reason
    }
  }
}
    `) as unknown as TypedDocumentString<DeleteResourceClassMutation, DeleteResourceClassMutationVariables>;
export const RotateClusterKeysDocument = new TypedDocumentString(`
    mutation RotateClusterKeys($input: RotateClusterKeysInput!) {
  rotateClusterKeys(input: $input) {
    __typename
    ... on RotateClusterKeysSuccess {
      resourceClass {
        id
        keys {
          ...ClusterKeyFields
        }
      }
    }
    ... on Error {
      code
      message
    }
    ... on ValidationError {
      fields {
        path
        message
      }
    }
    ... on NotAllowedError {
      reason
    }
  }
}
    fragment ClusterKeyFields on ClusterKey {
  generation
  createdAt
  lastHandshakeAt
  revokedAt
}`) as unknown as TypedDocumentString<RotateClusterKeysMutation, RotateClusterKeysMutationVariables>;
export const RevokeClusterKeysDocument = new TypedDocumentString(`
    mutation RevokeClusterKeys($input: RevokeClusterKeysInput!) {
  revokeClusterKeys(input: $input) {
    __typename
    ... on RevokeClusterKeysSuccess {
      resourceClass {
        id
        keys {
          ...ClusterKeyFields
        }
      }
    }
    ... on Error {
      code
      message
    }
    ... on ValidationError {
      fields {
        path
        message
      }
    }
    ... on NotAllowedError {
      reason
    }
  }
}
    fragment ClusterKeyFields on ClusterKey {
  generation
  createdAt
  lastHandshakeAt
  revokedAt
}`) as unknown as TypedDocumentString<RevokeClusterKeysMutation, RevokeClusterKeysMutationVariables>;
export const InviteMemberDocument = new TypedDocumentString(`
    mutation InviteMember($input: InviteMemberInput!) {
  inviteMember(input: $input) {
    __typename
    ... on InviteMemberSuccess {
      link
      invitation {
        ...InvitationFields
      }
    }
    ... on Error {
      code
      message
    }
    ... on ValidationError {
      fields {
        path
        message
      }
    }
    ... on NotAllowedError {
      reason
    }
  }
}
    fragment InvitationFields on Invitation {
  id
  email
  role
  createdAt
  expiresAt
  invitedBy {
    id
    name
  }
}`) as unknown as TypedDocumentString<InviteMemberMutation, InviteMemberMutationVariables>;
export const RevokeInvitationDocument = new TypedDocumentString(`
    mutation RevokeInvitation($input: RevokeInvitationInput!) {
  revokeInvitation(input: $input) {
    __typename
    ... on RevokeInvitationSuccess {
      invitationId
    }
    ... on Error {
      code
      message
    }
    ... on ValidationError {
      fields {
        path
        message
      }
    }
  }
}
    `) as unknown as TypedDocumentString<RevokeInvitationMutation, RevokeInvitationMutationVariables>;
export const ChangeMemberRoleDocument = new TypedDocumentString(`
    mutation ChangeMemberRole($input: ChangeMemberRoleInput!) {
  changeMemberRole(input: $input) {
    __typename
    ... on ChangeMemberRoleSuccess {
      personId
    }
    ... on Error {
      code
      message
    }
    ... on ValidationError {
      fields {
        path
        message
      }
    }
    ... on NotAllowedError {
      reason
    }
  }
}
    `) as unknown as TypedDocumentString<ChangeMemberRoleMutation, ChangeMemberRoleMutationVariables>;
export const RemoveMemberDocument = new TypedDocumentString(`
    mutation RemoveMember($input: RemoveMemberInput!) {
  removeMember(input: $input) {
    __typename
    ... on RemoveMemberSuccess {
      personId
    }
    ... on Error {
      code
      message
    }
    ... on ValidationError {
      fields {
        path
        message
      }
    }
    ... on NotAllowedError {
      reason
    }
  }
}
    `) as unknown as TypedDocumentString<RemoveMemberMutation, RemoveMemberMutationVariables>;
export const AcceptInvitationDocument = new TypedDocumentString(`
    mutation AcceptInvitation($input: AcceptInvitationInput!) {
  acceptInvitation(input: $input) {
    __typename
    ... on AcceptInvitationSuccess {
      email
    }
    ... on Error {
      code
      message
    }
    ... on ValidationError {
      fields {
        path
        message
      }
    }
    ... on NotAllowedError {
      reason
    }
  }
}
    `) as unknown as TypedDocumentString<AcceptInvitationMutation, AcceptInvitationMutationVariables>;
export const ApproveDeviceLoginDocument = new TypedDocumentString(`
    mutation ApproveDeviceLogin($input: ApproveDeviceLoginInput!) {
  approveDeviceLogin(input: $input) {
    __typename
    ... on ApproveDeviceLoginSuccess {
      deviceLogin {
        ...DeviceLoginFields
      }
    }
    ... on Error {
      code
      message
    }
    ... on ValidationError {
      fields {
        path
        message
      }
    }
    ... on NotAllowedError {
      reason
    }
  }
}
    fragment DeviceLoginFields on DeviceLogin {
  userCode
  clientId
  createdAt
  expiresAt
}`) as unknown as TypedDocumentString<ApproveDeviceLoginMutation, ApproveDeviceLoginMutationVariables>;
export const DenyDeviceLoginDocument = new TypedDocumentString(`
    mutation DenyDeviceLogin($input: DenyDeviceLoginInput!) {
  denyDeviceLogin(input: $input) {
    __typename
    ... on DenyDeviceLoginSuccess {
      deviceLogin {
        ...DeviceLoginFields
      }
    }
    ... on Error {
      code
      message
    }
    ... on ValidationError {
      fields {
        path
        message
      }
    }
    ... on NotAllowedError {
      reason
    }
  }
}
    fragment DeviceLoginFields on DeviceLogin {
  userCode
  clientId
  createdAt
  expiresAt
}`) as unknown as TypedDocumentString<DenyDeviceLoginMutation, DenyDeviceLoginMutationVariables>;
export const CreateOrganizationDocument = new TypedDocumentString(`
    mutation CreateOrganization($input: CreateOrganizationInput!) {
  createOrganization(input: $input) {
    __typename
    ... on CreateOrganizationSuccess {
      organizationId
    }
    ... on Error {
      code
      message
    }
    ... on ValidationError {
      fields {
        path
        message
      }
    }
  }
}
    `) as unknown as TypedDocumentString<CreateOrganizationMutation, CreateOrganizationMutationVariables>;
export const InstallClusterDocument = new TypedDocumentString(`
    mutation InstallCluster($input: InstallClusterInput!) {
  installCluster(input: $input) {
    __typename
    ... on InstallClusterSuccess {
      clusterOperation {
        ...ClusterOperationFields
      }
    }
    ... on Error {
      code
      message
    }
    ... on ValidationError {
      fields {
        path
        message
      }
    }
    ... on NotAllowedError {
      reason
    }
  }
}
    fragment PersonFields on Person {
  id
  name
  email
}
fragment ClusterCheckFields on ClusterCheck {
  name
  outcome
  observed
  expected
  remedy
}
fragment ClusterProofFields on ClusterProof {
  at
  passed
  checks {
    ...ClusterCheckFields
  }
}
fragment ClusterHostFields on ClusterHost {
  position
  role
  name
  address
  port
  state
  message
  checkedAt
  hostKey {
    fingerprint
    firstSeenAt
  }
  stages {
    name
    state
    attempt
    startedAt
    endedAt
    message
  }
  checks {
    ...ClusterCheckFields
  }
}
fragment ClusterOperationFields on ClusterOperation {
  id
  kind
  driver
  status
  message
  createdAt
  endedAt
  login
  advertiseAddress
  leaveSwarm
  reportedBy
  helm {
    name
    namespace
    context
    access
    claim
    nfs
  }
  requestedVia
  requestedBy {
    ...PersonFields
  }
  hosts {
    ...ClusterHostFields
  }
  proof {
    ...ClusterProofFields
  }
}`) as unknown as TypedDocumentString<InstallClusterMutation, InstallClusterMutationVariables>;
export const DownClusterDocument = new TypedDocumentString(`
    mutation DownCluster($input: DownClusterInput!) {
  downCluster(input: $input) {
    __typename
    ... on DownClusterSuccess {
      clusterOperation {
        ...ClusterOperationFields
      }
    }
    ... on Error {
      code
      message
    }
    ... on ValidationError {
      fields {
        path
        message
      }
    }
    ... on NotAllowedError {
      reason
    }
  }
}
    fragment PersonFields on Person {
  id
  name
  email
}
fragment ClusterCheckFields on ClusterCheck {
  name
  outcome
  observed
  expected
  remedy
}
fragment ClusterProofFields on ClusterProof {
  at
  passed
  checks {
    ...ClusterCheckFields
  }
}
fragment ClusterHostFields on ClusterHost {
  position
  role
  name
  address
  port
  state
  message
  checkedAt
  hostKey {
    fingerprint
    firstSeenAt
  }
  stages {
    name
    state
    attempt
    startedAt
    endedAt
    message
  }
  checks {
    ...ClusterCheckFields
  }
}
fragment ClusterOperationFields on ClusterOperation {
  id
  kind
  driver
  status
  message
  createdAt
  endedAt
  login
  advertiseAddress
  leaveSwarm
  reportedBy
  helm {
    name
    namespace
    context
    access
    claim
    nfs
  }
  requestedVia
  requestedBy {
    ...PersonFields
  }
  hosts {
    ...ClusterHostFields
  }
  proof {
    ...ClusterProofFields
  }
}`) as unknown as TypedDocumentString<DownClusterMutation, DownClusterMutationVariables>;
export const TeardownClusterDocument = new TypedDocumentString(`
    mutation TeardownCluster($input: TeardownClusterInput!) {
  teardownCluster(input: $input) {
    __typename
    ... on TeardownClusterSuccess {
      clusterOperation {
        ...ClusterOperationFields
      }
    }
    ... on Error {
      code
      message
    }
    ... on ValidationError {
      fields {
        path
        message
      }
    }
    ... on NotAllowedError {
      reason
    }
  }
}
    fragment PersonFields on Person {
  id
  name
  email
}
fragment ClusterCheckFields on ClusterCheck {
  name
  outcome
  observed
  expected
  remedy
}
fragment ClusterProofFields on ClusterProof {
  at
  passed
  checks {
    ...ClusterCheckFields
  }
}
fragment ClusterHostFields on ClusterHost {
  position
  role
  name
  address
  port
  state
  message
  checkedAt
  hostKey {
    fingerprint
    firstSeenAt
  }
  stages {
    name
    state
    attempt
    startedAt
    endedAt
    message
  }
  checks {
    ...ClusterCheckFields
  }
}
fragment ClusterOperationFields on ClusterOperation {
  id
  kind
  driver
  status
  message
  createdAt
  endedAt
  login
  advertiseAddress
  leaveSwarm
  reportedBy
  helm {
    name
    namespace
    context
    access
    claim
    nfs
  }
  requestedVia
  requestedBy {
    ...PersonFields
  }
  hosts {
    ...ClusterHostFields
  }
  proof {
    ...ClusterProofFields
  }
}`) as unknown as TypedDocumentString<TeardownClusterMutation, TeardownClusterMutationVariables>;
export const ProveClusterDocument = new TypedDocumentString(`
    mutation ProveCluster($input: ProveClusterInput!) {
  proveCluster(input: $input) {
    __typename
    ... on ProveClusterSuccess {
      clusterOperation {
        ...ClusterOperationFields
      }
    }
    ... on Error {
      code
      message
    }
    ... on ValidationError {
      fields {
        path
        message
      }
    }
    ... on NotAllowedError {
      reason
    }
  }
}
    fragment PersonFields on Person {
  id
  name
  email
}
fragment ClusterCheckFields on ClusterCheck {
  name
  outcome
  observed
  expected
  remedy
}
fragment ClusterProofFields on ClusterProof {
  at
  passed
  checks {
    ...ClusterCheckFields
  }
}
fragment ClusterHostFields on ClusterHost {
  position
  role
  name
  address
  port
  state
  message
  checkedAt
  hostKey {
    fingerprint
    firstSeenAt
  }
  stages {
    name
    state
    attempt
    startedAt
    endedAt
    message
  }
  checks {
    ...ClusterCheckFields
  }
}
fragment ClusterOperationFields on ClusterOperation {
  id
  kind
  driver
  status
  message
  createdAt
  endedAt
  login
  advertiseAddress
  leaveSwarm
  reportedBy
  helm {
    name
    namespace
    context
    access
    claim
    nfs
  }
  requestedVia
  requestedBy {
    ...PersonFields
  }
  hosts {
    ...ClusterHostFields
  }
  proof {
    ...ClusterProofFields
  }
}`) as unknown as TypedDocumentString<ProveClusterMutation, ProveClusterMutationVariables>;
export const RetryInstallHostDocument = new TypedDocumentString(`
    mutation RetryInstallHost($input: RetryInstallHostInput!) {
  retryInstallHost(input: $input) {
    __typename
    ... on RetryInstallHostSuccess {
      clusterOperation {
        ...ClusterOperationFields
      }
    }
    ... on Error {
      code
      message
    }
    ... on ValidationError {
      fields {
        path
        message
      }
    }
    ... on NotAllowedError {
      reason
    }
  }
}
    fragment PersonFields on Person {
  id
  name
  email
}
fragment ClusterCheckFields on ClusterCheck {
  name
  outcome
  observed
  expected
  remedy
}
fragment ClusterProofFields on ClusterProof {
  at
  passed
  checks {
    ...ClusterCheckFields
  }
}
fragment ClusterHostFields on ClusterHost {
  position
  role
  name
  address
  port
  state
  message
  checkedAt
  hostKey {
    fingerprint
    firstSeenAt
  }
  stages {
    name
    state
    attempt
    startedAt
    endedAt
    message
  }
  checks {
    ...ClusterCheckFields
  }
}
fragment ClusterOperationFields on ClusterOperation {
  id
  kind
  driver
  status
  message
  createdAt
  endedAt
  login
  advertiseAddress
  leaveSwarm
  reportedBy
  helm {
    name
    namespace
    context
    access
    claim
    nfs
  }
  requestedVia
  requestedBy {
    ...PersonFields
  }
  hosts {
    ...ClusterHostFields
  }
  proof {
    ...ClusterProofFields
  }
}`) as unknown as TypedDocumentString<RetryInstallHostMutation, RetryInstallHostMutationVariables>;
export const SkipInstallHostDocument = new TypedDocumentString(`
    mutation SkipInstallHost($input: SkipInstallHostInput!) {
  skipInstallHost(input: $input) {
    __typename
    ... on SkipInstallHostSuccess {
      clusterOperation {
        ...ClusterOperationFields
      }
    }
    ... on Error {
      code
      message
    }
    ... on ValidationError {
      fields {
        path
        message
      }
    }
    ... on NotAllowedError {
      reason
    }
  }
}
    fragment PersonFields on Person {
  id
  name
  email
}
fragment ClusterCheckFields on ClusterCheck {
  name
  outcome
  observed
  expected
  remedy
}
fragment ClusterProofFields on ClusterProof {
  at
  passed
  checks {
    ...ClusterCheckFields
  }
}
fragment ClusterHostFields on ClusterHost {
  position
  role
  name
  address
  port
  state
  message
  checkedAt
  hostKey {
    fingerprint
    firstSeenAt
  }
  stages {
    name
    state
    attempt
    startedAt
    endedAt
    message
  }
  checks {
    ...ClusterCheckFields
  }
}
fragment ClusterOperationFields on ClusterOperation {
  id
  kind
  driver
  status
  message
  createdAt
  endedAt
  login
  advertiseAddress
  leaveSwarm
  reportedBy
  helm {
    name
    namespace
    context
    access
    claim
    nfs
  }
  requestedVia
  requestedBy {
    ...PersonFields
  }
  hosts {
    ...ClusterHostFields
  }
  proof {
    ...ClusterProofFields
  }
}`) as unknown as TypedDocumentString<SkipInstallHostMutation, SkipInstallHostMutationVariables>;
export const AbortInstallDocument = new TypedDocumentString(`
    mutation AbortInstall($input: AbortInstallInput!) {
  abortInstall(input: $input) {
    __typename
    ... on AbortInstallSuccess {
      clusterOperation {
        ...ClusterOperationFields
      }
    }
    ... on Error {
      code
      message
    }
    ... on ValidationError {
      fields {
        path
        message
      }
    }
    ... on NotAllowedError {
      reason
    }
  }
}
    fragment PersonFields on Person {
  id
  name
  email
}
fragment ClusterCheckFields on ClusterCheck {
  name
  outcome
  observed
  expected
  remedy
}
fragment ClusterProofFields on ClusterProof {
  at
  passed
  checks {
    ...ClusterCheckFields
  }
}
fragment ClusterHostFields on ClusterHost {
  position
  role
  name
  address
  port
  state
  message
  checkedAt
  hostKey {
    fingerprint
    firstSeenAt
  }
  stages {
    name
    state
    attempt
    startedAt
    endedAt
    message
  }
  checks {
    ...ClusterCheckFields
  }
}
fragment ClusterOperationFields on ClusterOperation {
  id
  kind
  driver
  status
  message
  createdAt
  endedAt
  login
  advertiseAddress
  leaveSwarm
  reportedBy
  helm {
    name
    namespace
    context
    access
    claim
    nfs
  }
  requestedVia
  requestedBy {
    ...PersonFields
  }
  hosts {
    ...ClusterHostFields
  }
  proof {
    ...ClusterProofFields
  }
}`) as unknown as TypedDocumentString<AbortInstallMutation, AbortInstallMutationVariables>;
export const PrepareClusterLoginDocument = new TypedDocumentString(`
    mutation PrepareClusterLogin($input: PrepareClusterLoginInput!) {
  prepareClusterLogin(input: $input) {
    __typename
    ... on PrepareClusterLoginSuccess {
      resourceClass {
        id
        loginKey
      }
    }
    ... on Error {
      code
      message
    }
    ... on ValidationError {
      fields {
        path
        message
      }
    }
  }
}
    `) as unknown as TypedDocumentString<PrepareClusterLoginMutation, PrepareClusterLoginMutationVariables>;
export const ForgetHostKeyDocument = new TypedDocumentString(`
    mutation ForgetHostKey($input: ForgetHostKeyInput!) {
  forgetHostKey(input: $input) {
    __typename
    ... on ForgetHostKeySuccess {
      resourceClass {
        id
        loginKey
      }
    }
    ... on Error {
      code
      message
    }
    ... on ValidationError {
      fields {
        path
        message
      }
    }
  }
}
    `) as unknown as TypedDocumentString<ForgetHostKeyMutation, ForgetHostKeyMutationVariables>;
export const ViewerDocument = new TypedDocumentString(`
    query Viewer {
  viewer {
    permissions
    role
    person {
      id
      name
      email
    }
    apiKey {
      ...ApiKeyFields
    }
    organizations {
      id
      name
      plan
    }
    currentOrganization {
      id
      name
      plan
      projects {
        id
        name
        kind
        description
        createdAt
        experimentCounts {
          status
          count
        }
      }
    }
  }
}
    fragment ApiKeyFields on ApiKey {
  id
  lastFour
  createdAt
  lastUsedAt
}`) as unknown as TypedDocumentString<ViewerQuery, ViewerQueryVariables>;
export const CatalogueDocument = new TypedDocumentString(`
    query Catalogue {
  viewer {
    currentOrganization {
      id
      environments {
        id
        name
        version
        category
        observationType
        actionType
        algorithms
        valid
        invalidReason
      }
      defaultResourceClass {
        id
        name
      }
      resourceClasses(first: 1000, offered: true) {
        edges {
          node {
            id
            name
            kind
            enabled
            capacity
            queueLength
            connection
            description
          }
        }
      }
    }
  }
  trainers {
    name
    version
    algorithms {
      name
      title
      family
      actionTypes
    }
    environments {
      name
      algorithms
      actionType
      maxEpisodeSteps
    }
  }
}
    `) as unknown as TypedDocumentString<CatalogueQuery, CatalogueQueryVariables>;
export const TrainerDefaultsDocument = new TypedDocumentString(`
    query TrainerDefaults($algorithm: String!, $environment: String!) {
  trainers {
    name
    defaults(algorithm: $algorithm, environment: $environment)
  }
}
    `) as unknown as TypedDocumentString<TrainerDefaultsQuery, TrainerDefaultsQueryVariables>;
export const ProjectDocument = new TypedDocumentString(`
    query Project($id: ID!) {
  project(id: $id) {
    id
    name
    kind
    description
    createdAt
    experimentCounts {
      status
      count
    }
  }
}
    `) as unknown as TypedDocumentString<ProjectQuery, ProjectQueryVariables>;
export const ProjectExperimentsDocument = new TypedDocumentString(`
    query ProjectExperiments($id: ID!, $first: Int, $after: String, $filter: ExperimentFilter, $orderBy: ExperimentOrder) {
  project(id: $id) {
    id
    name
    experimentCounts {
      status
      count
    }
    experiments(first: $first, after: $after, filter: $filter, orderBy: $orderBy) {
      totalCount
      pageInfo {
        hasNextPage
        endCursor
      }
      edges {
        node {
          ...ExperimentRowFields
        }
      }
    }
  }
}
    fragment ActionFields on Action {
  allowed
  reason
}
fragment ActionsFields on ExperimentActions {
  train {
    ...ActionFields
  }
  halt {
    ...ActionFields
  }
  resume {
    ...ActionFields
  }
  delete {
    ...ActionFields
  }
  edit {
    ...ActionFields
  }
  copy {
    ...ActionFields
  }
}
fragment RunRowFields on Run {
  id
  number
  status
  phase
  step
  startStep
  maxSteps
  bestScore
  bestFitness
  queuePlace
  waitingFor
  unreachableSince
  createdAt
  startedAt
  endedAt
  halt {
    requestedAt
    mode
  }
}
fragment ExperimentRowFields on Experiment {
  id
  name
  status
  phase
  cause
  causeMessage
  manifest
  trainControl
  createdAt
  updatedAt
  resourceClass {
    id
    name
    kind
    enabled
  }
  parent {
    step
    experiment {
      id
      name
    }
  }
  actions {
    ...ActionsFields
  }
  latestRun {
    ...RunRowFields
  }
}`) as unknown as TypedDocumentString<ProjectExperimentsQuery, ProjectExperimentsQueryVariables>;
export const ExperimentDocument = new TypedDocumentString(`
    query Experiment($id: ID!) {
  experiment(id: $id) {
    ...ExperimentRowFields
    warnings {
      path
      message
    }
    project {
      id
      name
    }
    runs {
      ...RunRowFields
    }
  }
}
    fragment ActionFields on Action {
  allowed
  reason
}
fragment ActionsFields on ExperimentActions {
  train {
    ...ActionFields
  }
  halt {
    ...ActionFields
  }
  resume {
    ...ActionFields
  }
  delete {
    ...ActionFields
  }
  edit {
    ...ActionFields
  }
  copy {
    ...ActionFields
  }
}
fragment RunRowFields on Run {
  id
  number
  status
  phase
  step
  startStep
  maxSteps
  bestScore
  bestFitness
  queuePlace
  waitingFor
  unreachableSince
  createdAt
  startedAt
  endedAt
  halt {
    requestedAt
    mode
  }
}
fragment ExperimentRowFields on Experiment {
  id
  name
  status
  phase
  cause
  causeMessage
  manifest
  trainControl
  createdAt
  updatedAt
  resourceClass {
    id
    name
    kind
    enabled
  }
  parent {
    step
    experiment {
      id
      name
    }
  }
  actions {
    ...ActionsFields
  }
  latestRun {
    ...RunRowFields
  }
}`) as unknown as TypedDocumentString<ExperimentQuery, ExperimentQueryVariables>;
export const ExperimentCheckpointsDocument = new TypedDocumentString(`
    query ExperimentCheckpoints($id: ID!) {
  experiment(id: $id) {
    id
    name
    manifest
    resourceClass {
      id
      name
      kind
      enabled
    }
    runs {
      id
      number
      maxSteps
      manifest
      checkpoints {
        ...CheckpointFields
      }
    }
  }
}
    fragment CheckpointFields on Checkpoint {
  id
  step
  trainingScore
  evaluationScore
  sizeBytes
  sha256
  contents
  missing
  complete
  reason
  createdAt
}`) as unknown as TypedDocumentString<ExperimentCheckpointsQuery, ExperimentCheckpointsQueryVariables>;
export const RunDocument = new TypedDocumentString(`
    query Run($id: ID!) {
  run(id: $id) {
    ...RunFields
  }
}
    fragment ActionFields on Action {
  allowed
  reason
}
fragment ActionsFields on ExperimentActions {
  train {
    ...ActionFields
  }
  halt {
    ...ActionFields
  }
  resume {
    ...ActionFields
  }
  delete {
    ...ActionFields
  }
  edit {
    ...ActionFields
  }
  copy {
    ...ActionFields
  }
}
fragment CheckpointFields on Checkpoint {
  id
  step
  trainingScore
  evaluationScore
  sizeBytes
  sha256
  contents
  missing
  complete
  reason
  createdAt
}
fragment RunRowFields on Run {
  id
  number
  status
  phase
  step
  startStep
  maxSteps
  bestScore
  bestFitness
  queuePlace
  waitingFor
  unreachableSince
  createdAt
  startedAt
  endedAt
  halt {
    requestedAt
    mode
  }
}
fragment CheckpointReferenceFields on CheckpointReference {
  id
  step
  sha256
}
fragment PersonFields on Person {
  id
  name
  email
}
fragment ReceiptFields on HaltReceipt {
  requestedBy {
    ...PersonFields
  }
  requestedVia
  requestedAt
  mode
  requests {
    mode
    requestedAt
    requestedVia
    requestedBy {
      ...PersonFields
    }
  }
  checkpoint {
    ...CheckpointReferenceFields
  }
  noCheckpointReason
  exitCode
  signal
  processGroupEmpty
  evidence
  resourcesReleased
  verified
  trainingComplete
  rungs {
    name
    startedAt
    endedAt
    outcome
  }
  reconciliation {
    at
    processGroupEmpty
    message
    checkpoint {
      ...CheckpointReferenceFields
    }
  }
}
fragment RunFields on Run {
  ...RunRowFields
  cause
  causeMessage
  cleanupError
  manifest
  grantedAt
  eventSequence
  metricNames
  resourceClass {
    id
    name
  }
  requestedBy {
    ...PersonFields
  }
  resumedFrom {
    id
    step
    run {
      id
      number
      manifest
      experiment {
        id
        name
        status
      }
    }
  }
  checkpoints {
    ...CheckpointFields
  }
  halt {
    mode
    requestedAt
    raisedAt
    requestedVia
    requestedBy {
      ...PersonFields
    }
    graces {
      name
      graceMs
    }
  }
  receipt {
    ...ReceiptFields
  }
  heldPlace {
    reason
    since
  }
  experiment {
    id
    name
    status
    project {
      id
      name
    }
    parent {
      step
      experiment {
        id
        name
        manifest
      }
    }
    actions {
      ...ActionsFields
    }
    trainControl
    manifest
    warnings {
      path
      message
    }
    runs {
      id
      number
      status
      step
      endedAt
    }
  }
}`) as unknown as TypedDocumentString<RunQuery, RunQueryVariables>;
export const RunMetricsDocument = new TypedDocumentString(`
    query RunMetrics($id: ID!, $names: [String!], $from: SafeInt, $to: SafeInt, $maxPoints: Int) {
  run(id: $id) {
    id
    metrics(names: $names, from: $from, to: $to, maxPoints: $maxPoints) {
      ...MetricSeriesFields
    }
  }
}
    fragment MetricSeriesFields on MetricSeries {
  name
  steps
  values
}`) as unknown as TypedDocumentString<RunMetricsQuery, RunMetricsQueryVariables>;
export const RunLogsDocument = new TypedDocumentString(`
    query RunLogs($id: ID!, $afterSequence: SafeInt, $first: Int, $level: String, $text: String) {
  run(id: $id) {
    id
    logs(afterSequence: $afterSequence, first: $first, level: $level, text: $text) {
      ...LogLineFields
    }
  }
}
    fragment LogLineFields on LogLine {
  sequence
  at
  level
  source
  message
}`) as unknown as TypedDocumentString<RunLogsQuery, RunLogsQueryVariables>;
export const RunEventsDocument = new TypedDocumentString(`
    query RunEvents($id: ID!, $afterSequence: SafeInt, $first: Int) {
  run(id: $id) {
    id
    events(afterSequence: $afterSequence, first: $first) {
      ...RunEventFields
    }
  }
}
    fragment RunEventFields on RunEvent {
  sequence
  kind
  payload
  at
}`) as unknown as TypedDocumentString<RunEventsQuery, RunEventsQueryVariables>;
export const CompareRunsDocument = new TypedDocumentString(`
    query CompareRuns($ids: [ID!]!, $names: [String!], $maxPoints: Int) {
  compareRuns(ids: $ids, names: $names, maxPoints: $maxPoints) {
    run {
      ...RunRowFields
      experiment {
        id
        name
      }
    }
    metrics {
      ...MetricSeriesFields
    }
  }
}
    fragment RunRowFields on Run {
  id
  number
  status
  phase
  step
  startStep
  maxSteps
  bestScore
  bestFitness
  queuePlace
  waitingFor
  unreachableSince
  createdAt
  startedAt
  endedAt
  halt {
    requestedAt
    mode
  }
}
fragment MetricSeriesFields on MetricSeries {
  name
  steps
  values
}`) as unknown as TypedDocumentString<CompareRunsQuery, CompareRunsQueryVariables>;
export const OnPremProviderDocument = new TypedDocumentString(`
    query OnPremProvider {
  viewer {
    currentOrganization {
      id
      onPremProvider {
        ...OnPremProviderFields
      }
    }
  }
}
    fragment OnPremProviderFields on OnPremProvider {
  name
  description
  enabled
}`) as unknown as TypedDocumentString<OnPremProviderQuery, OnPremProviderQueryVariables>;
export const OnPremClassesDocument = new TypedDocumentString(`
    query OnPremClasses($first: Int, $after: String) {
  viewer {
    currentOrganization {
      id
      resourceClasses(kind: ON_PREM, first: $first, after: $after) {
        pageInfo {
          hasNextPage
          endCursor
        }
        edges {
          node {
            ...ResourceClassFields
          }
        }
      }
    }
  }
}
    fragment ResourceClassFields on ResourceClass {
  id
  name
  slug
  enabled
  description
  nodes
  cpus
  gpus
  memory
  nameIsFixed
  differsFromBundle
  connection
  connectionReason
  readyWorkers
  lastHeartbeatAt
}`) as unknown as TypedDocumentString<OnPremClassesQuery, OnPremClassesQueryVariables>;
export const MemoryReadingDocument = new TypedDocumentString(`
    query MemoryReading($text: String!) {
  memoryReading(text: $text) {
    understood
    fault
  }
}
    `) as unknown as TypedDocumentString<MemoryReadingQuery, MemoryReadingQueryVariables>;
export const ResourceClassSlugDocument = new TypedDocumentString(`
    query ResourceClassSlug($name: String!) {
  resourceClassSlug(name: $name) {
    slug
    fault
  }
}
    `) as unknown as TypedDocumentString<ResourceClassSlugQuery, ResourceClassSlugQueryVariables>;
export const MembersDocument = new TypedDocumentString(`
    query Members {
  viewer {
    currentOrganization {
      id
      name
      members {
        role
        since
        person {
          id
          name
          email
        }
      }
      invitations {
        ...InvitationFields
      }
    }
  }
}
    fragment InvitationFields on Invitation {
  id
  email
  role
  createdAt
  expiresAt
  invitedBy {
    id
    name
  }
}`) as unknown as TypedDocumentString<MembersQuery, MembersQueryVariables>;
export const ActivityDocument = new TypedDocumentString(`
    query Activity($first: Int, $after: String) {
  viewer {
    currentOrganization {
      id
      activity(first: $first, after: $after) {
        pageInfo {
          hasNextPage
          endCursor
        }
        edges {
          node {
            id
            at
            action
            via
            ipAddress
            subjectType
            subjectId
            before
            after
            person {
              id
              name
              email
            }
          }
        }
      }
    }
  }
}
    `) as unknown as TypedDocumentString<ActivityQuery, ActivityQueryVariables>;
export const ReceivedInvitationDocument = new TypedDocumentString(`
    query ReceivedInvitation($token: String!) {
  receivedInvitation(token: $token) {
    email
    organizationName
    role
    hasAccount
    isForViewer
    expiresAt
  }
}
    `) as unknown as TypedDocumentString<ReceivedInvitationQuery, ReceivedInvitationQueryVariables>;
export const DeviceLoginDocument = new TypedDocumentString(`
    query DeviceLogin($userCode: String!) {
  deviceLogin(userCode: $userCode) {
    ...DeviceLoginFields
  }
}
    fragment DeviceLoginFields on DeviceLogin {
  userCode
  clientId
  createdAt
  expiresAt
}`) as unknown as TypedDocumentString<DeviceLoginQuery, DeviceLoginQueryVariables>;
export const ResourceClassSetupDocument = new TypedDocumentString(`
    query ResourceClassSetup($id: ID!, $setupType: SetupType!) {
  node(id: $id) {
    __typename
    ... on ResourceClass {
      id
      name
      keys {
        ...ClusterKeyFields
      }
      deployment(setupType: $setupType) {
        installCommand
        teardownCommand
        clientSettings
        notices
        unavailable
        tabs {
          name
          language
          content
        }
      }
    }
  }
}
    fragment ClusterKeyFields on ClusterKey {
  generation
  createdAt
  lastHandshakeAt
  revokedAt
}`) as unknown as TypedDocumentString<ResourceClassSetupQuery, ResourceClassSetupQueryVariables>;
export const SubjectsDocument = new TypedDocumentString(`
    query Subjects($ids: [ID!]!) {
  nodes(ids: $ids) {
    __typename
    id
    ... on Experiment {
      name
    }
    ... on ResourceClass {
      name
    }
    ... on Project {
      name
    }
    ... on Environment {
      name
    }
    ... on Person {
      name
    }
    ... on Organization {
      name
    }
  }
}
    `) as unknown as TypedDocumentString<SubjectsQuery, SubjectsQueryVariables>;
export const ClassClusterDocument = new TypedDocumentString(`
    query ClassCluster($id: ID!) {
  node(id: $id) {
    __typename
    ... on ResourceClass {
      id
      name
      nodes
      loginKey
      connection
      heldPlaces {
        id
        number
        experiment {
          id
          name
        }
        heldPlace {
          reason
          since
        }
        receipt {
          processGroupEmpty
          reconciliation {
            processGroupEmpty
          }
        }
      }
      proof {
        ...ClusterProofFields
      }
      operations {
        ...ClusterOperationFields
      }
    }
  }
}
    fragment PersonFields on Person {
  id
  name
  email
}
fragment ClusterCheckFields on ClusterCheck {
  name
  outcome
  observed
  expected
  remedy
}
fragment ClusterProofFields on ClusterProof {
  at
  passed
  checks {
    ...ClusterCheckFields
  }
}
fragment ClusterHostFields on ClusterHost {
  position
  role
  name
  address
  port
  state
  message
  checkedAt
  hostKey {
    fingerprint
    firstSeenAt
  }
  stages {
    name
    state
    attempt
    startedAt
    endedAt
    message
  }
  checks {
    ...ClusterCheckFields
  }
}
fragment ClusterOperationFields on ClusterOperation {
  id
  kind
  driver
  status
  message
  createdAt
  endedAt
  login
  advertiseAddress
  leaveSwarm
  reportedBy
  helm {
    name
    namespace
    context
    access
    claim
    nfs
  }
  requestedVia
  requestedBy {
    ...PersonFields
  }
  hosts {
    ...ClusterHostFields
  }
  proof {
    ...ClusterProofFields
  }
}`) as unknown as TypedDocumentString<ClassClusterQuery, ClassClusterQueryVariables>;
export const ClusterOperationDocument = new TypedDocumentString(`
    query ClusterOperation($id: ID!) {
  node(id: $id) {
    __typename
    ... on ClusterOperation {
      ...ClusterOperationFields
    }
  }
}
    fragment PersonFields on Person {
  id
  name
  email
}
fragment ClusterCheckFields on ClusterCheck {
  name
  outcome
  observed
  expected
  remedy
}
fragment ClusterProofFields on ClusterProof {
  at
  passed
  checks {
    ...ClusterCheckFields
  }
}
fragment ClusterHostFields on ClusterHost {
  position
  role
  name
  address
  port
  state
  message
  checkedAt
  hostKey {
    fingerprint
    firstSeenAt
  }
  stages {
    name
    state
    attempt
    startedAt
    endedAt
    message
  }
  checks {
    ...ClusterCheckFields
  }
}
fragment ClusterOperationFields on ClusterOperation {
  id
  kind
  driver
  status
  message
  createdAt
  endedAt
  login
  advertiseAddress
  leaveSwarm
  reportedBy
  helm {
    name
    namespace
    context
    access
    claim
    nfs
  }
  requestedVia
  requestedBy {
    ...PersonFields
  }
  hosts {
    ...ClusterHostFields
  }
  proof {
    ...ClusterProofFields
  }
}`) as unknown as TypedDocumentString<ClusterOperationQuery, ClusterOperationQueryVariables>;
export const ClusterHostLogDocument = new TypedDocumentString(`
    query ClusterHostLog($id: ID!, $last: Int!) {
  node(id: $id) {
    __typename
    ... on ClusterOperation {
      id
      hosts {
        position
        log(last: $last) {
          stage
          text
          at
        }
      }
    }
  }
}
    `) as unknown as TypedDocumentString<ClusterHostLogQuery, ClusterHostLogQueryVariables>;
export const SignInOptionsDocument = new TypedDocumentString(`
    query SignInOptions {
  signInOptions {
    singleSignOn
  }
}
    `) as unknown as TypedDocumentString<SignInOptionsQuery, SignInOptionsQueryVariables>;
export const WatchProjectDocument = new TypedDocumentString(`
    subscription WatchProject($projectId: ID!, $afterSequence: SafeInt) {
  projectExperiments(projectId: $projectId, afterSequence: $afterSequence) {
    sequence
    missed
    snapshot {
      id
      experimentCounts {
        status
        count
      }
    }
    events {
      sequence
      experimentId
      experiment {
        ...ExperimentRowFields
      }
    }
  }
}
    fragment ActionFields on Action {
  allowed
  reason
}
fragment ActionsFields on ExperimentActions {
  train {
    ...ActionFields
  }
  halt {
    ...ActionFields
  }
  resume {
    ...ActionFields
  }
  delete {
    ...ActionFields
  }
  edit {
    ...ActionFields
  }
  copy {
    ...ActionFields
  }
}
fragment RunRowFields on Run {
  id
  number
  status
  phase
  step
  startStep
  maxSteps
  bestScore
  bestFitness
  queuePlace
  waitingFor
  unreachableSince
  createdAt
  startedAt
  endedAt
  halt {
    requestedAt
    mode
  }
}
fragment ExperimentRowFields on Experiment {
  id
  name
  status
  phase
  cause
  causeMessage
  manifest
  trainControl
  createdAt
  updatedAt
  resourceClass {
    id
    name
    kind
    enabled
  }
  parent {
    step
    experiment {
      id
      name
    }
  }
  actions {
    ...ActionsFields
  }
  latestRun {
    ...RunRowFields
  }
}`) as unknown as TypedDocumentString<WatchProjectSubscription, WatchProjectSubscriptionVariables>;
export const WatchRunDocument = new TypedDocumentString(`
    subscription WatchRun($runId: ID!, $afterSequence: SafeInt) {
  runEvents(runId: $runId, afterSequence: $afterSequence) {
    sequence
    missed
    snapshot {
      ...RunFields
    }
    events {
      ...RunEventFields
    }
  }
}
    fragment ActionFields on Action {
  allowed
  reason
}
fragment ActionsFields on ExperimentActions {
  train {
    ...ActionFields
  }
  halt {
    ...ActionFields
  }
  resume {
    ...ActionFields
  }
  delete {
    ...ActionFields
  }
  edit {
    ...ActionFields
  }
  copy {
    ...ActionFields
  }
}
fragment CheckpointFields on Checkpoint {
  id
  step
  trainingScore
  evaluationScore
  sizeBytes
  sha256
  contents
  missing
  complete
  reason
  createdAt
}
fragment RunRowFields on Run {
  id
  number
  status
  phase
  step
  startStep
  maxSteps
  bestScore
  bestFitness
  queuePlace
  waitingFor
  unreachableSince
  createdAt
  startedAt
  endedAt
  halt {
    requestedAt
    mode
  }
}
fragment CheckpointReferenceFields on CheckpointReference {
  id
  step
  sha256
}
fragment PersonFields on Person {
  id
  name
  email
}
fragment ReceiptFields on HaltReceipt {
  requestedBy {
    ...PersonFields
  }
  requestedVia
  requestedAt
  mode
  requests {
    mode
    requestedAt
    requestedVia
    requestedBy {
      ...PersonFields
    }
  }
  checkpoint {
    ...CheckpointReferenceFields
  }
  noCheckpointReason
  exitCode
  signal
  processGroupEmpty
  evidence
  resourcesReleased
  verified
  trainingComplete
  rungs {
    name
    startedAt
    endedAt
    outcome
  }
  reconciliation {
    at
    processGroupEmpty
    message
    checkpoint {
      ...CheckpointReferenceFields
    }
  }
}
fragment RunFields on Run {
  ...RunRowFields
  cause
  causeMessage
  cleanupError
  manifest
  grantedAt
  eventSequence
  metricNames
  resourceClass {
    id
    name
  }
  requestedBy {
    ...PersonFields
  }
  resumedFrom {
    id
    step
    run {
      id
      number
      manifest
      experiment {
        id
        name
        status
      }
    }
  }
  checkpoints {
    ...CheckpointFields
  }
  halt {
    mode
    requestedAt
    raisedAt
    requestedVia
    requestedBy {
      ...PersonFields
    }
    graces {
      name
      graceMs
    }
  }
  receipt {
    ...ReceiptFields
  }
  heldPlace {
    reason
    since
  }
  experiment {
    id
    name
    status
    project {
      id
      name
    }
    parent {
      step
      experiment {
        id
        name
        manifest
      }
    }
    actions {
      ...ActionsFields
    }
    trainControl
    manifest
    warnings {
      path
      message
    }
    runs {
      id
      number
      status
      step
      endedAt
    }
  }
}
fragment RunEventFields on RunEvent {
  sequence
  kind
  payload
  at
}`) as unknown as TypedDocumentString<WatchRunSubscription, WatchRunSubscriptionVariables>;
export const WatchMetricsDocument = new TypedDocumentString(`
    subscription WatchMetrics($runId: ID!, $names: [String!], $maxPoints: Int, $afterSequence: SafeInt) {
  runMetrics(
    runId: $runId
    names: $names
    maxPoints: $maxPoints
    afterSequence: $afterSequence
  ) {
    sequence
    missed
    snapshot {
      ...MetricSeriesFields
    }
    events {
      sequence
      series {
        ...MetricSeriesFields
      }
    }
  }
}
    fragment MetricSeriesFields on MetricSeries {
  name
  steps
  values
}`) as unknown as TypedDocumentString<WatchMetricsSubscription, WatchMetricsSubscriptionVariables>;
export const WatchLogsDocument = new TypedDocumentString(`
    subscription WatchLogs($runId: ID!, $afterSequence: SafeInt) {
  runLogs(runId: $runId, afterSequence: $afterSequence) {
    sequence
    missed
    snapshot {
      ...LogLineFields
    }
    events {
      ...LogLineFields
    }
  }
}
    fragment LogLineFields on LogLine {
  sequence
  at
  level
  source
  message
}`) as unknown as TypedDocumentString<WatchLogsSubscription, WatchLogsSubscriptionVariables>;
export const WatchInstallDocument = new TypedDocumentString(`
    subscription WatchInstall($installId: ID!, $afterSequence: SafeInt) {
  clusterInstall(installId: $installId, afterSequence: $afterSequence) {
    sequence
    missed
    snapshot {
      ...ClusterOperationFields
    }
    events {
      sequence
      kind
      at
      position
      stage
      lines
      host {
        ...ClusterHostFields
      }
      operation {
        ...ClusterOperationFields
      }
    }
  }
}
    fragment PersonFields on Person {
  id
  name
  email
}
fragment ClusterCheckFields on ClusterCheck {
  name
  outcome
  observed
  expected
  remedy
}
fragment ClusterProofFields on ClusterProof {
  at
  passed
  checks {
    ...ClusterCheckFields
  }
}
fragment ClusterHostFields on ClusterHost {
  position
  role
  name
  address
  port
  state
  message
  checkedAt
  hostKey {
    fingerprint
    firstSeenAt
  }
  stages {
    name
    state
    attempt
    startedAt
    endedAt
    message
  }
  checks {
    ...ClusterCheckFields
  }
}
fragment ClusterOperationFields on ClusterOperation {
  id
  kind
  driver
  status
  message
  createdAt
  endedAt
  login
  advertiseAddress
  leaveSwarm
  reportedBy
  helm {
    name
    namespace
    context
    access
    claim
    nfs
  }
  requestedVia
  requestedBy {
    ...PersonFields
  }
  hosts {
    ...ClusterHostFields
  }
  proof {
    ...ClusterProofFields
  }
}`) as unknown as TypedDocumentString<WatchInstallSubscription, WatchInstallSubscriptionVariables>;