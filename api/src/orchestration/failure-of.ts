import { ApplicationFailure } from "@temporalio/common";
import { FAILURE_TYPES, type FailureType } from "@arena/workflows/contract/failures";

/** The failure that the workflow itself threw, under what the client and the server wrapped around it. */
export function failureOf(error: unknown): ApplicationFailure | null {
  let cause = error;
  while (cause instanceof Error) {
    if (cause instanceof ApplicationFailure) return cause;
    cause = cause.cause;
  }
  return null;
}

export function failureTypeOf(error: unknown): FailureType | null {
  const type = failureOf(error)?.type;
  return FAILURE_TYPES.find((known) => known === type) ?? null;
}
