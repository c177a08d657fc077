import type { Evidence } from "../contract/halt.ts";
import { clearLeftovers, scanLeftovers, type LeftoverMarks } from "./leftovers.ts";
import { clearRunCgroup } from "./run-cgroup.ts";

export interface Emptiness {
  readonly processGroupEmpty: boolean;
  readonly evidence: Evidence;
}

/** Ends whatever the run left and says how it is known that nothing is. */
export async function endEverything(marks: LeftoverMarks, cgroup: string | null, withinMs: number): Promise<Emptiness> {
  const cleared = cgroup === null ? null : await clearRunCgroup(cgroup, withinMs);
  if (cleared === false) return { processGroupEmpty: false, evidence: "CGROUP" };
  // One with the right to write cgroups may have moved itself out: then only a scan can tell.
  if (cleared && scanLeftovers(marks).length === 0) return { processGroupEmpty: true, evidence: "CGROUP" };
  return { processGroupEmpty: await clearLeftovers(marks, withinMs), evidence: "SCAN" };
}
