import { AmbiguousEntryPointError } from "./errors.ts";

/** The one that is asked for, else the one that was validated, else the only one; null when there is none. */
export function chooseEntryPoint(
  environment: string,
  asked: string | null,
  earlier: string | null,
  found: readonly string[],
): string | null {
  const chosen = asked ?? earlier;
  if (chosen !== null) return chosen;
  if (found.length > 1) throw new AmbiguousEntryPointError(environment, found);
  return found[0] ?? null;
}
