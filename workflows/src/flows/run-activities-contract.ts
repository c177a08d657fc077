import type { HaltMode } from "../contract/halt.ts";
import type { HaltRequest, RunFact, TrainRunInput } from "../contract/train-run.ts";
import type { PoolRequest } from "../contract/resource-pool.ts";
import type { Outcome } from "./run-state.ts";
import type { ProjectionAnswer, RunProjection } from "./run-snapshot.ts";

/** Activities of `trainRun`: short, idempotent, on the queue `records` or as local ones. */
export interface RunActivities {
  projectFirst(input: TrainRunInput, executionId: string): Promise<ProjectionAnswer>;
  projectRun(projection: RunProjection): Promise<ProjectionAnswer>;
  /** Answers whether a machine may have been told to begin. */
  setIntentRun(runId: string, homeId: string, leaseId: string): Promise<boolean>;
  setIntentStop(runId: string, request: HaltRequest, mode: HaltMode): Promise<void>;
  readFacts(runId: string): Promise<readonly RunFact[]>;
  readRunRow(runId: string): Promise<RunRow | null>;
  signalPool(message: PoolMessage): Promise<void>;
}
export type PoolMessage = { readonly resourceClassId: string } & (
  | { readonly kind: "REQUEST"; readonly request: PoolRequest }
  | { readonly kind: "RELEASE"; readonly runId: string }
  | { readonly kind: "QUARANTINE"; readonly runId: string; readonly reason: string }
);
export interface RunRow {
  readonly status: "PENDING" | "RUNNING" | "STOPPING" | "STOPPED" | "SUCCEEDED" | "FAILED";
  readonly outcome: Outcome | null;
  readonly intent: "WAIT" | "RUN" | "STOP" | "FORGET";
  readonly homeId: string | null;
  readonly leaseId: string | null;
  readonly halt: HaltRequest | null;
}
