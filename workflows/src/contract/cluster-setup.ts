import { STAGE_NAMES, type StageName } from "./cluster-operation.ts";

/** How scripts on somebody's machine report an installation: docs/decisions/0009-reported-installations.md. */
export const SETUP_STAGES = [
  "DOCKER",
  "NVIDIA_DRIVER",
  "NVIDIA_TOOLKIT",
  "SWARM_INIT",
  "SWARM_JOIN",
  "NODE_LABELS",
  "DEPLOY",
  "CHART",
  "ROLLOUT",
] as const satisfies readonly StageName[];
export type SetupStage = (typeof SETUP_STAGES)[number];
export const SETUP_STATES = ["RUNNING", "DONE", "FAILED"] as const;
export type SetupState = (typeof SETUP_STATES)[number];
export const SETUP_OUTCOMES = ["DONE", "FAILED"] as const;
export type SetupOutcome = (typeof SETUP_OUTCOMES)[number];

/** Scripts that work say so each few seconds: after so long nobody is there any more. */
export const SETUP_SILENCE_MS = 600_000;
/** A token that was not used, or whose installation has not ended. */
export const SETUP_TOKEN_HOURS = 24;
export const MAX_SETUP_REPORT_BYTES = 256 * 1024;

/** Whether on one host the first stage comes before the second. */
export function isStageBefore(first: StageName, second: StageName): boolean {
  return STAGE_NAMES.indexOf(first) < STAGE_NAMES.indexOf(second);
}
