import type { ExperimentStatus } from "@arena/workflows/contract/status";

/** As people see them. */
export const STATUS_WORDS: Readonly<Record<ExperimentStatus, string>> = {
  DRAFT: "Draft",
  PENDING: "Pending",
  RUNNING: "Running",
  STOPPING: "Stopping",
  STOPPED: "Stopped",
  SUCCEEDED: "Succeeded",
  FAILED: "Failed",
  PENDING_DELETE: "PendingDelete",
  DELETED: "Deleted",
};
