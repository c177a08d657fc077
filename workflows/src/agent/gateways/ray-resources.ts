import type { RayJobRequest, RayNode } from "./ray-api.ts";
import type { LaunchResources } from "./run-gateway.ts";

export type RayDemand = Pick<
  RayJobRequest,
  "entrypoint_num_cpus" | "entrypoint_num_gpus" | "entrypoint_memory" | "entrypoint_resources"
>;

/**
 * What a run asks of one worker. What the class leaves open is the whole host: all that the smallest worker has. Always a
 * processor at least: without one Ray would start it on the head, which offers none.
 */
export function demandOf(resources: LaunchResources | null, nodes: readonly RayNode[]): RayDemand {
  const workers = nodes.filter((node) => node.alive && !node.isHead);
  const smallest = (of: (node: RayNode) => number): number => Math.min(...workers.map(of), Infinity);
  const finite = (value: number): number => (Number.isFinite(value) ? value : 0);
  const gpus = resources?.gpus ?? finite(smallest((node) => node.gpus));
  const memoryBytes = memoryOf(resources, workers);
  return {
    entrypoint_num_cpus: Math.max(1, Math.floor(resources?.cpus ?? finite(smallest((node) => node.cpus)))),
    ...(gpus > 0 ? { entrypoint_num_gpus: gpus } : {}),
    ...(memoryBytes === null ? {} : { entrypoint_memory: memoryBytes }),
  };
}

/** Ray keeps a part of each host's memory for its objects, so that the whole of it is more than a node ever offers. */
function memoryOf(resources: LaunchResources | null, workers: readonly RayNode[]): number | null {
  const asked = resources?.memoryBytes ?? null;
  if (asked === null) return null;
  const largest = Math.max(...workers.map((node) => node.memoryBytes), 0);
  return largest === 0 ? null : Math.min(asked, largest);
}

/** Null when some worker could run it, as soon as it is free. */
export function whyNoNodeFits(demand: RayDemand, nodes: readonly RayNode[]): string | null {
  const workers = nodes.filter((node) => node.alive && !node.isHead);
  if (workers.length === 0) return "Ray has no worker";
  const cpus = demand.entrypoint_num_cpus ?? 0;
  const gpus = demand.entrypoint_num_gpus ?? 0;
  const memoryBytes = demand.entrypoint_memory ?? 0;
  if (workers.some((node) => node.cpus >= cpus && node.gpus >= gpus && node.memoryBytes >= memoryBytes)) return null;
  const offers = workers.map((node) => `${node.address}: ${describe(node.cpus, node.gpus, node.memoryBytes)}`);
  return `no worker has ${describe(cpus, gpus, memoryBytes)} (${offers.join("; ")})`;
}

function describe(cpus: number, gpus: number, memoryBytes: number): string {
  return `${cpus} CPUs, ${gpus} GPUs, ${(memoryBytes / 2 ** 30).toFixed(1)} GiB of memory`;
}
