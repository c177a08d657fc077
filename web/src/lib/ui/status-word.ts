import type { ExperimentStatus } from "@arena/sdk";

const WORDS: Readonly<Record<ExperimentStatus, string>> = {
  DRAFT: "Draft",
  PENDING: "Pending",
  RUNNING: "Running",
  STOPPING: "Stopping",
  STOPPED: "Stopped",
  SUCCEEDED: "Succeeded",
  FAILED: "Failed",
  PENDING_DELETE: "Deleting",
  DELETED: "Deleted",
};

export function statusWord(status: ExperimentStatus): string {
  return WORDS[status];
}
