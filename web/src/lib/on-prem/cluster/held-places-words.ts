import { formatCount } from "#lib/runs/format-number.ts";

export function heldPlacesWords(count: number): string {
  return count === 1
    ? "1 place held by a run that ended without proof"
    : `${formatCount(count)} places held by runs that ended without proof`;
}
