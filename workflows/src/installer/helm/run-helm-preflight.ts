import type { ClusterCheck } from "../../contract/cluster-check.ts";
import type { StageAnswer } from "../../contract/cluster-operation.ts";
import { checkKubernetes } from "../../preflight/kubernetes/check-cluster.ts";
import { apiServerCheck } from "../../preflight/kubernetes/access-checks.ts";
import { isFailure, type KubeFailure } from "../../preflight/kubernetes/cluster-facts.ts";
import { isAway } from "../../preflight/kubernetes/read-kube-failure.ts";
import { failed } from "../host-stage.ts";
import type { HelmWork } from "./helm-work.ts";
import { gatherFacts } from "./gather-facts.ts";
import { expectationOf } from "./helm-expectation.ts";

/** Holds the cluster against the class. Nothing is changed there. */
export async function runHelmPreflight({ place, kube, order }: HelmWork): Promise<StageAnswer> {
  const facts = await gatherFacts(place, kube, order.options.helm!);
  const checks = checkKubernetes(facts, expectationOf(order));
  const wrong = checks.filter(({ outcome }) => outcome === "FAILED");
  if (wrong.length === 0) return { state: "DONE", message: null, checks };
  const words = wrong.map(({ name, observed }) => `${name.toLowerCase().replaceAll("_", " ")}: ${observed}`).join("; ");
  // Whoever does not answer now may in a moment; all else must be seen to first.
  if (isFailure(facts.server) && isAway(facts.server) && wrong.every(({ name }) => name === "API_SERVER"))
    return { state: "UNREACHABLE", message: words.slice(0, 500), checks };
  return { ...failed(words), checks };
}

/** Of an answer in the middle of the stages that was a failure. */
export function unreachableCheck({ order }: Pick<HelmWork, "order">, failure: KubeFailure): ClusterCheck {
  return apiServerCheck(failure, expectationOf(order));
}
