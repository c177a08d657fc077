import type { HaltRequest, TrainRunInput } from "@arena/workflows/contract/train-run";

/** `LATER`: no answer in time; what was committed is delivered by the dispatcher. */
export type StartAnswer = "SCHEDULED" | "LATER" | { readonly rejected: string };
/** `LATER`: it cannot be asked now. */
export type RetireAnswer = "RETIRED" | "IN_USE" | "LATER";
export type HaltAnswer = "ACCEPTED" | "LATER" | { readonly ended: string };

/** The only way from the domain to what runs workflows. Nothing is lost when it cannot be reached. */
export interface Orchestration {
  startTrain(input: TrainRunInput, deadlineMs: number): Promise<StartAnswer>;
  /** Idempotent by the halt's id and mode. `ended`: the run's outcome, which came first. */
  halt(workflowId: string, request: HaltRequest, deadlineMs: number): Promise<HaltAnswer>;
  /** Ends the scheduling of a class that is to be deleted; refused while a run waits for it or holds a place of it. */
  retirePool(resourceClassId: string, deadlineMs: number): Promise<RetireAnswer>;
  close(): Promise<void>;
}
