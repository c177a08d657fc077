import type { Peer } from "./peer.ts";

/**
 * Older generations that a newer one has replaced: it has been connected for `overlapMs`, so what was under way
 * through the old tunnel when the new one came up has ended.
 */
export function outdatedKeys(
  peers: Iterable<Peer>,
  connectedSinceMs: ReadonlyMap<string, number>,
  nowMs: number,
  overlapMs: number,
): Peer[] {
  const all = [...peers];
  const inUse = new Map<string, number>();
  for (const { id, resourceClassId, generation } of all) {
    const sinceMs = connectedSinceMs.get(id);
    if (sinceMs !== undefined && nowMs - sinceMs >= overlapMs)
      inUse.set(resourceClassId, Math.max(generation, inUse.get(resourceClassId) ?? 0));
  }
  return all.filter(({ resourceClassId, generation }) => generation < (inUse.get(resourceClassId) ?? 0));
}
