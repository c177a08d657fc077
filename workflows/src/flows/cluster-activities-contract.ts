import type { ClusterCheck } from "../contract/cluster-check.ts";
import type { ClusterHealth } from "../contract/cluster-health.ts";
import type {
  ClusterOperationInput,
  ClusterStage,
  HostState,
  OperationStatus,
  StageAnswer,
  StageName,
} from "../contract/cluster-operation.ts";

export interface StageRequest {
  readonly operationId: string;
  readonly position: number;
  readonly stage: StageName;
  readonly attempt: number;
  /** As far as is known. */
  readonly hasBegun: boolean;
  /** The operation is aborted: what runs is to end, and nothing is started. */
  readonly isAborted: boolean;
}
export interface HostProjection {
  readonly operationId: string;
  readonly position: number;
  readonly flowSequence: number;
  readonly state: HostState;
  readonly message: string | null;
  readonly stages: readonly ClusterStage[];
  readonly checks: readonly ClusterCheck[];
  readonly checkedAt: string | null;
}
export interface OperationProjection {
  readonly operationId: string;
  readonly flowSequence: number;
  readonly status: OperationStatus;
  readonly message: string | null;
}
export interface HealthProjection {
  readonly resourceClassId: string;
  readonly flowSequence: number;
  readonly health: ClusterHealth;
}
export interface ProofRequest {
  readonly operation: ClusterOperationInput;
  /** Of this proof; the same through all of its requests. */
  readonly proofId: string;
  readonly startedAt: string;
}

/** Of the queue `installs`: they reach hosts. Each takes seconds, may be cut off anywhere, and is simply asked again. */
export interface ClusterActivities {
  /** Begins the stage or finds it begun, follows it for a while, stores what it said. */
  advanceStage(request: StageRequest): Promise<StageAnswer>;
  /** Null: not known yet, ask again. */
  advanceProof(request: ProofRequest): Promise<readonly ClusterCheck[] | null>;
  /** What stages have left on the hosts goes, as far as they can be reached. */
  tidyHosts(operationId: string): Promise<void>;
}
/** Of the queue `records`. */
export interface ClusterRecordActivities {
  projectHost(projection: HostProjection): Promise<void>;
  projectOperation(projection: OperationProjection): Promise<void>;
  projectHealth(projection: HealthProjection): Promise<void>;
}
