import type { HaltRequest, TrainRunInput } from "@arena/workflows/contract/train-run";

/** `LATER`: no answer in time; what was committed is delivered by the dispatcher. */
export type StartAnswer = "SCHEDULED" | "LATER" | { readonly rejected: string };
export type HaltAnswer = "ACCEPTED" | "LATER" | { readonly ended: string };

/** The only way from the domain to what runs workflows. Nothing is lost when it cannot be reached. */
export interface Orchestration {
  startTrain(input: TrainRunInput, deadlineMs: number): Promise<StartAnswer>;
  /** Idempotent by the halt's id and mode. `ended`: the run's outcome, which came first. */
  halt(workflowId: string, request: HaltRequest, deadlineMs: number): Promise<HaltAnswer>;
  close(): Promise<void>;
}
