import { createHash } from "node:crypto";

/** Workflow ids. `trainRun/<experimentId>/<number>` makes two starts of the same run the same workflow. */
export function trainRunWorkflowId(experimentId: string, runNumber: number): string {
  return `trainRun/${experimentId}/${runNumber}`;
}
export function resourcePoolWorkflowId(resourceClassId: string): string {
  return `resourcePool/${resourceClassId}`;
}
export function deleteExperimentWorkflowId(experimentId: string): string {
  return `deleteExperiment/${experimentId}`;
}

/**
 * Run id = f(experiment id, run number), a UUID of version 8 (RFC 9562): two people, two keys or a crashed api reach
 * the same run. Never called inside a workflow: the id is part of the start's input.
 */
export function runIdOf(experimentId: string, runNumber: number): string {
  const digest = createHash("sha256").update(`arena-run/${experimentId}/${runNumber}`).digest();
  digest[6] = (digest[6]! & 0x0f) | 0x80;
  digest[8] = (digest[8]! & 0x3f) | 0x80;
  const hex = digest.toString("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20, 32)}`;
}
