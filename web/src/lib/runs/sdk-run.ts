import type { ExperimentQuery, LogLineFieldsFragment, RunEventFieldsFragment, RunFieldsFragment } from "@arena/sdk";

/** What the run page reads of the SDK, by short names. */
export type RunDetail = RunFieldsFragment;
export type RunEvent = RunEventFieldsFragment;
export type LogLine = LogLineFieldsFragment;
export type ExperimentDetail = NonNullable<ExperimentQuery["experiment"]>;
export type RunStatus = RunDetail["status"];
export type RunPhase = NonNullable<RunDetail["phase"]>;
export type HaltReceipt = NonNullable<RunDetail["receipt"]>;
export type Checkpoint = RunDetail["checkpoints"][number];
export type RungName = HaltReceipt["rungs"][number]["name"];

const ENDED: ReadonlySet<string> = new Set(["STOPPED", "SUCCEEDED", "FAILED"]);
export function hasEnded(status: RunStatus): boolean {
  return ENDED.has(status);
}
