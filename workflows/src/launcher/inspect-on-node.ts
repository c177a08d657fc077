import { existsSync } from "node:fs";
import { endLauncher } from "./end-launcher.ts";
import type { RunPlace } from "./find-emptiness.ts";
import { inspectAgain, isUnproven } from "./inspect-again.ts";
import { inspectRun } from "./inspect-run.ts";
import { readNodeIdentity } from "./node-identity.ts";
import { isAlive } from "./process-identity.ts";
import { runFilesOf } from "./run-files.ts";
import { claimRecordSchema, launchRecordSchema, readRecord, type StartedClaim } from "./run-records.ts";

export type NodeFinding = "ENDED" | "NOTHING_RAN" | "LAUNCHER_LIVES" | RunPlace;

/** On the machine that the run was given, when nobody hears its launcher any more. */
export async function inspectOnNode(directory: string, takesOver: boolean): Promise<NodeFinding> {
  const files = runFilesOf(directory);
  const claim = readRecord(files.claim, claimRecordSchema);
  const launch = readRecord(files.launch, launchRecordSchema);
  if (claim?.kind !== "STARTED" || launch === null) return "NOTHING_RAN";
  const place = placeOf(claim);
  if (isUnproven(files)) await inspectAgain(files, launch.runId, claim, place);
  if (existsSync(files.ended)) return "ENDED";
  // It may only be unheard, as when its storage hangs: then the run is its own to end, until it is overdue.
  const lives = place === "HERE" && isAlive({ ...claim, pid: claim.launcherPid });
  if (lives && !(takesOver && (await endLauncher(claim)))) return "LAUNCHER_LIVES";
  await inspectRun(files, launch.runId, claim, place);
  return place;
}

/** The same node in another incarnation has none of its former processes. Another one with its address says nothing. */
function placeOf(claim: StartedClaim): RunPlace {
  const here = readNodeIdentity();
  if (claim.node === undefined) return "ELSEWHERE";
  if (claim.node.incarnation === here.incarnation) return "HERE";
  return claim.node.hostname === here.hostname ? "REBOOTED" : "ELSEWHERE";
}
