import type { ClusterCheck } from "../../contract/cluster-check.ts";
import type { HelmStorage, HelmTarget } from "../../contract/cluster-operation.ts";
import { accessChecks } from "./access-checks.ts";
import type { ClusterFacts } from "./cluster-facts.ts";
import { namespaceChecks } from "./namespace-checks.ts";
import { nodeChecks } from "./node-checks.ts";

/** What the cluster must have for a class. */
export interface ClusterExpectation {
  readonly classId: string;
  readonly slug: string;
  readonly nodes: number;
  readonly cpus: number | null;
  readonly gpus: number | null;
  readonly memoryBytes: number | null;
  /** `amd64` or `arm64`: of the programs that the head is given. */
  readonly architecture: string;
  readonly server: string;
  readonly target: HelmTarget;
  readonly storage: HelmStorage;
}

/** All that is looked at before anything is changed in a cluster of Kubernetes. */
export function checkKubernetes(facts: ClusterFacts, wanted: ClusterExpectation): ClusterCheck[] {
  return [...accessChecks(facts, wanted), ...namespaceChecks(facts, wanted), ...nodeChecks(facts, wanted)];
}
