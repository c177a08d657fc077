import { readlinkSync } from "node:fs";
import { hostname } from "node:os";
import { readBootId, readProcessStatus } from "./process-identity.ts";

export interface NodeIdentity {
  readonly hostname: string;
  /** As the cluster's engine calls the node; null where there is none. */
  readonly address: string | null;
  /** Another one after a restart, of the machine or of the container: then no process of before is left. */
  readonly incarnation: string;
}

export function readNodeIdentity(): NodeIdentity {
  return { hostname: hostname(), address: process.env.ARENA_NODE_ADDRESS || null, incarnation: readIncarnation() };
}

/** A namespace's number may be given again, so the start of its first process stands beside it. */
function readIncarnation(): string {
  const namespace = /\d+/.exec(readlinkSync("/proc/self/ns/pid"))?.[0] ?? "?";
  return `${readBootId()}/${namespace}/${readProcessStatus(1)?.startTimeTicks ?? "?"}`;
}
