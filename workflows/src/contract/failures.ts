/** Types of `ApplicationFailure` that a workflow or update may end with; api maps each, exhaustively. */
export const FAILURE_TYPES = ["REJECTED", "NAME_TAKEN", "RUN_ENDED", "CLASS_IN_USE"] as const;
export type FailureType = (typeof FAILURE_TYPES)[number];
