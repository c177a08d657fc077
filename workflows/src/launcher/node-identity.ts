import { readlinkSync } from "node:fs";
import { hostname } from "node:os";
import { readBootId, readProcessStatus } from "./process-identity.ts";

/** Of a node of a cluster, as its first process says them; both absent elsewhere. */
const ADDRESS = "ARENA_NODE_ADDRESS";
const NAME = "ARENA_NODE_NAME";

export interface NodeIdentity {
  /** The node's name where its container holds that alone: the next container there has it too. Else the container's. */
  readonly hostname: string;
  /** As the cluster's engine calls the node; null where there is none. */
  readonly address: string | null;
  /** Another one after a restart, of the machine or of the container: then no process of before is left. */
  readonly incarnation: string;
}

export function readNodeIdentity(): NodeIdentity {
  const { [ADDRESS]: address, [NAME]: name } = process.env;
  return { hostname: name || hostname(), address: address || null, incarnation: readIncarnation() };
}

/** What a launcher must know of its node, beside what its trainer may. */
export function nodeEnvironment(): Readonly<Record<string, string | undefined>> {
  return { [ADDRESS]: process.env[ADDRESS], [NAME]: process.env[NAME] };
}

/** A namespace's number may be given again, so the start of its first process stands beside it. */
function readIncarnation(): string {
  const namespace = /\d+/.exec(readlinkSync("/proc/self/ns/pid"))?.[0] ?? "?";
  return `${readBootId()}/${namespace}/${readProcessStatus(1)?.startTimeTicks ?? "?"}`;
}
