import type { RayNode } from "../contract/cluster-probe.ts";

export interface ClusterShape {
  readonly nodes: number;
  /** Of each worker; null: the whole host. */
  readonly cpus: number | null;
  readonly gpus: number | null;
  readonly memoryBytes: number | null;
}

/** Ray keeps a part of a worker's memory for its objects. */
const MEMORY_SHARE = 0.5;

/** Whether a worker has what its class says. */
export function rayNodeFits(node: RayNode, { cpus, gpus, memoryBytes }: ClusterShape): boolean {
  if (cpus !== null && node.cpus < Math.max(1, Math.floor(cpus))) return false;
  if (gpus !== null && node.gpus < gpus) return false;
  return memoryBytes === null || node.memoryBytes >= memoryBytes * MEMORY_SHARE;
}
