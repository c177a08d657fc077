import type { ClusterObservation } from "../contract/cluster-health.ts";
import type { ClusterReport } from "../contract/cluster-report.ts";
import { rayNodeFits, type ClusterShape } from "./ray-node-fits.ts";

/** Below both, a checkpoint may not fit any more. */
const LOW_SHARE = 0.03;
const LOW_BYTES = 5 * 1024 ** 3;

export function observeCluster(
  shape: ClusterShape,
  report: ClusterReport | null,
  unreachableSince: string | null,
): ClusterObservation {
  const nodes = report?.nodes ?? null;
  const disk = report?.disk ?? null;
  return {
    unreachableSince,
    wasToldToEnd: unreachableSince !== null && report?.isLeaving === true,
    nodes: shape.nodes,
    readyWorkers:
      nodes === null ? null : nodes.filter((node) => node.alive && !node.isHead && rayNodeFits(node, shape)).length,
    isDiskLow: disk !== null && disk.freeBytes < LOW_BYTES && disk.freeBytes < disk.totalBytes * LOW_SHARE,
  };
}
