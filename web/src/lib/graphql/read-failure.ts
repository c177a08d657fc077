import type { CombinedError } from "@urql/core";

export interface ReadFailure {
  readonly message: string;
  /** What the server logged it under; null when it was not reached. */
  readonly requestId: string | null;
}

/** What a failed read of a panel shows, in plain words. */
export function readFailure(error: CombinedError): ReadFailure {
  const response = error.response as Response | undefined;
  return {
    message: error.graphQLErrors[0]?.message ?? "The server cannot be reached. Nothing was changed.",
    requestId: response?.headers?.get("x-request-id") ?? null,
  };
}
