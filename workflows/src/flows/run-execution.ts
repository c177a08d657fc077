import { workflowInfo, type ApplicationFailure } from "@temporalio/workflow";
import { isTerminal } from "../contract/status.ts";
import type { TrainRunInput } from "../contract/train-run.ts";
import { initialRunState, type RunState } from "./run-state.ts";
import { snapshotOf, type RunSnapshot } from "./run-snapshot.ts";
import { effectsOf, reduceRun, type RunEffect, type RunInput } from "./train-run-state.ts";

const MAX_EVENTS = 4_000;
const MAX_UPDATES = 500;
const MAX_SIGNALS = 2_000;

type WithoutTime<T> = T extends unknown ? Omit<T, "nowMs"> : never;
export type TimelessRunInput = WithoutTime<RunInput>;

/** One execution of `trainRun`: the reducer's state, and what only this execution knows. Its loops share it. */
export class RunExecution {
  readonly input: TrainRunInput;
  /** The same through continue-as-new: with the flow's sequence it is the key of a projection. */
  readonly chainId = workflowInfo().firstExecutionRunId;
  state: RunState;
  refused: ApplicationFailure | null = null;
  leaseReleased = true;
  /** The snapshot that the database has, as JSON. */
  private projected = "";
  private updates = 0;
  private signals = 0;
  private kept: TimelessRunInput[] | null = null;

  constructor(input: TrainRunInput, carried: RunState | undefined) {
    this.input = input;
    this.state = carried ?? initialRunState(input);
  }

  put(given: TimelessRunInput): void {
    this.kept?.push(given);
    this.state = reduceRun(this.state, { ...given, nowMs: Date.now() } as RunInput).state;
  }
  signalled(given: TimelessRunInput): void {
    this.signals += 1;
    this.put(given);
  }
  /** The row may have been written by another than this flow. */
  check(): void {
    this.signals += 1;
    this.projected = "";
  }
  updated(): void {
    this.updates += 1;
  }

  /** What arrives while the new state is read would be lost with the state that it was applied to. */
  async replaceState(read: () => Promise<RunState>): Promise<void> {
    const kept: TimelessRunInput[] = [];
    this.kept = kept;
    this.state = await read();
    this.kept = null;
    kept.forEach((given) => this.put(given));
  }

  get hasEnded(): boolean {
    return isTerminal(this.state.status);
  }
  get nextEffect(): RunEffect | undefined {
    return effectsOf(this.state)[0];
  }
  get snapshot(): RunSnapshot {
    return snapshotOf(this.state, this.leaseReleased);
  }
  get isDirty(): boolean {
    return JSON.stringify(this.snapshot) !== this.projected;
  }
  markProjected(snapshot: RunSnapshot): void {
    this.projected = JSON.stringify(snapshot);
  }
  /** Never between a launch's question and its answer, nor once the end is decided: that is carried out here. */
  get mustContinueAsNew(): boolean {
    return this.isFull && !this.hasEnded && this.state.launch !== "ASKED" && this.state.outcome === null;
  }
  private get isFull(): boolean {
    const { historyLength, continueAsNewSuggested } = workflowInfo();
    return (
      this.updates >= MAX_UPDATES ||
      this.signals >= MAX_SIGNALS ||
      historyLength >= MAX_EVENTS ||
      continueAsNewSuggested
    );
  }
}
