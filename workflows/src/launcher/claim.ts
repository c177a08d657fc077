import { readNodeIdentity } from "./node-identity.ts";
import { readBootId, readProcessStatus } from "./process-identity.ts";
import type { ClaimRecord } from "./run-records.ts";
import { createExclusively } from "./write-file.ts";

/** Exactly one of STARTED and REVOKED wins, for ever. True when this call made it. */
export function claimAsStarted(path: string): boolean {
  const status = readProcessStatus(process.pid);
  if (status === null) throw new Error("/proc does not show this process");
  const claim: ClaimRecord = {
    kind: "STARTED",
    launcherPid: process.pid,
    startTimeTicks: status.startTimeTicks,
    bootId: readBootId(),
    node: readNodeIdentity(),
    at: new Date().toISOString(),
  };
  return createExclusively(path, JSON.stringify(claim));
}

export function claimAsRevoked(path: string): boolean {
  const claim: ClaimRecord = { kind: "REVOKED", at: new Date().toISOString() };
  return createExclusively(path, JSON.stringify(claim));
}
