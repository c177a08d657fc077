import type { Host, Operation, Outcome } from "./sdk-cluster.ts";

/** A status colour, and with it an icon. */
export type Tone = "draft" | "running" | "pending" | "stopping" | "stopped" | "succeeded" | "failed";

export const OPERATION_TONES: Readonly<Record<Operation["status"], Tone>> = {
  RUNNING: "running",
  WAITING: "pending",
  ABORTING: "stopping",
  SUCCEEDED: "succeeded",
  INCOMPLETE: "pending",
  FAILED: "failed",
  ABORTED: "stopped",
};
export const HOST_TONES: Readonly<Record<Host["state"], Tone>> = {
  WAITING: "draft",
  RUNNING: "running",
  READY: "succeeded",
  FAILED: "failed",
  SKIPPED: "stopped",
  ABORTED: "stopped",
};
export const OUTCOME_TONES: Readonly<Record<Outcome, Tone>> = {
  PASSED: "succeeded",
  WARNING: "pending",
  FAILED: "failed",
  SKIPPED: "draft",
};
