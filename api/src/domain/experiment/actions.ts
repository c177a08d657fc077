import { isTerminal, type ExperimentStatus } from "@arena/workflows/contract/status";

export interface Action {
  readonly allowed: boolean;
  /** Why not; null when allowed. */
  readonly reason: string | null;
}
export const ACTION_NAMES = ["train", "halt", "resume", "delete", "edit", "copy"] as const;
export type ActionName = (typeof ACTION_NAMES)[number];
export type ExperimentActions = Readonly<Record<ActionName, Action>>;

export interface ActionFacts {
  readonly status: ExperimentStatus;
  /** Why the manifest cannot be trained, or null: valid algorithm, valid environment, both of a trainer. */
  readonly notRunnable: string | null;
  /** Some run of the experiment has a checkpoint that can be resumed from. */
  readonly hasCheckpoint: boolean;
}

const YES: Action = { allowed: true, reason: null };
const no = (reason: string): Action => ({ allowed: false, reason });

const STATE: Readonly<Record<ExperimentStatus, string>> = {
  DRAFT: "It has not been trained yet.",
  PENDING: "It is waiting to start.",
  RUNNING: "It is running.",
  STOPPING: "It is stopping.",
  STOPPED: "It has stopped.",
  SUCCEEDED: "It has succeeded.",
  FAILED: "It has failed.",
  PENDING_DELETE: "It is being deleted.",
  DELETED: "It is deleted.",
};

/** Everything that may be done to an experiment, and why not. The one place: mutations check it, clients show it. */
export function experimentActions(facts: ActionFacts): ExperimentActions {
  const { status } = facts;
  const gone = status === "PENDING_DELETE" || status === "DELETED";
  const open = status === "PENDING" || status === "RUNNING" || status === "STOPPING";
  const state = STATE[status];
  return {
    train: open || gone ? no(state) : facts.notRunnable !== null ? no(facts.notRunnable) : YES,
    halt: open ? YES : no(status === "DRAFT" ? state : `Nothing is running. ${state}`),
    resume: resumeAction(facts),
    delete: open ? no(`${state} Stop training first.`) : gone ? no(state) : YES,
    edit:
      status === "DRAFT" ? YES : no(gone || open ? state : `${state} Copy the experiment to change its configuration.`),
    copy: gone ? no(state) : YES,
  };
}

function resumeAction({ status, hasCheckpoint }: ActionFacts): Action {
  if (!isTerminal(status))
    return no(status === "STOPPING" ? "It is stopping. Resume once it has stopped." : STATE[status]);
  return hasCheckpoint ? YES : no("It has no checkpoint to resume from.");
}

/** Which one control the Train column shows. */
export function trainControl(status: ExperimentStatus, newestRunHasCheckpoint: boolean): "TRAIN" | "RESUME" {
  return status === "STOPPING" || (isTerminal(status) && newestRunHasCheckpoint) ? "RESUME" : "TRAIN";
}
