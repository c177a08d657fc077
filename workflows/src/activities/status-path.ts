import { canRunMove, RUN_STATUSES, type RunStatus } from "../contract/status.ts";

/** The latest snapshot wins, so statuses between may never have been written: the allowed moves that lead there. */
export function statusPath(from: RunStatus, to: RunStatus): readonly RunStatus[] | null {
  if (from === to) return [];
  let paths: RunStatus[][] = [[]];
  for (let length = 0; length < RUN_STATUSES.length; length += 1) {
    const longer = paths.flatMap((path) =>
      RUN_STATUSES.filter((next) => canRunMove(path.at(-1) ?? from, next)).map((next) => [...path, next]),
    );
    const found = longer.find((path) => path.at(-1) === to);
    if (found !== undefined) return found;
    paths = longer;
  }
  return null;
}
