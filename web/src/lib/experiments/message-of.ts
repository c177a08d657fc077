/** What went wrong, for people. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : "The server could not answer.";
}
