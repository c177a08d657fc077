import type { CombinedError } from "@urql/core";

/** What the server logged a failed read under; null when it was not reached. */
export function requestIdOf(error: CombinedError): string | null {
  const response = error.response as Response | undefined;
  return response?.headers?.get("x-request-id") ?? null;
}
