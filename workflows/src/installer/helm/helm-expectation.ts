import type { ClusterExpectation } from "../../preflight/kubernetes/check-cluster.ts";
import type { OperationOrder } from "../operation-records.ts";

/** As Kubernetes names them. */
const ARCHITECTURES: Readonly<Record<string, string>> = { x64: "amd64", arm64: "arm64" };

export function expectationOf(order: OperationOrder): ClusterExpectation {
  const { resourceClassId: classId, nodes, cpus, gpus, memoryBytes, options, hosts } = order;
  const target = options.helm!;
  const host = hosts[0];
  return {
    ...{ classId, nodes, cpus, gpus, memoryBytes, target },
    // A release has its class's own name.
    slug: target.release,
    architecture: ARCHITECTURES[process.arch] ?? process.arch,
    server: host === undefined ? "the API server" : `${host.address}:${host.port}`,
    storage: target.storage,
  };
}
