import { setTimeout as pause } from "node:timers/promises";
import { signalQuietly } from "./leftovers.ts";
import { isAlive } from "./process-identity.ts";
import type { StartedClaim } from "./run-records.ts";

const GONE_WITHIN_MS = 5_000;
const LOOK_EVERY_MS = 20;

/** A launcher that does not do its work any more is in the way of whoever does it instead. False: it cannot be ended. */
export async function endLauncher(claim: StartedClaim): Promise<boolean> {
  const launcher = { ...claim, pid: claim.launcherPid };
  const deadline = performance.now() + GONE_WITHIN_MS;
  while (isAlive(launcher)) {
    if (performance.now() > deadline) return false;
    signalQuietly(launcher.pid, "SIGKILL");
    await pause(LOOK_EVERY_MS);
  }
  return true;
}
