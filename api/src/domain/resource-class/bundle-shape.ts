/** What of a class decides how its cluster is laid out. Null is the whole host. */
export interface BundleShape {
  readonly nodes: number;
  readonly cpus: number | null;
  readonly gpus: number | null;
  readonly memoryBytes: number | null;
}
const PARTS = ["nodes", "cpus", "gpus", "memoryBytes"] as const;

export function bundleShapeOf({ nodes, cpus, gpus, memoryBytes }: BundleShape): BundleShape {
  return { nodes, cpus, gpus, memoryBytes };
}

/** Whether the newest bundle was made of another shape than the class has now: it must be installed again. */
export function differsFromBundle(now: BundleShape, issued: unknown): boolean {
  if (typeof issued !== "object" || issued === null) return false;
  return PARTS.some((part) => (issued as Partial<BundleShape>)[part] !== now[part]);
}
