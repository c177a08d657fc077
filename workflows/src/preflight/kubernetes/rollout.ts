import type { ClusterCheck } from "../../contract/cluster-check.ts";
import { podTrouble, type KubeEvent, type KubePod, type PodTrouble } from "./pod-trouble.ts";
import { verdict } from "../verdict.ts";

export interface KubeDeployment {
  readonly metadata: { readonly name: string; readonly generation?: number };
  readonly spec: { readonly replicas?: number };
  readonly status?: {
    readonly observedGeneration?: number;
    readonly replicas?: number;
    readonly updatedReplicas?: number;
    readonly availableReplicas?: number;
    readonly conditions?: readonly { readonly type: string; readonly status: string; readonly message?: string }[];
  };
}
export interface RolloutFacts {
  readonly deployments: readonly KubeDeployment[];
  readonly pods: readonly KubePod[];
  readonly events: readonly KubeEvent[];
}
export interface RolloutView {
  readonly isReady: boolean;
  /** "2 of 3 pods are ready". */
  readonly words: string;
  /** Why it does not go on, as far as is known. */
  readonly trouble: PodTrouble | null;
}

/** How far a release is, and what holds it up. */
export function viewRollout({ deployments, pods, events }: RolloutFacts): RolloutView {
  const wanted = deployments.reduce((sum, { spec }) => sum + (spec.replicas ?? 1), 0);
  const ready = deployments.reduce(
    (sum, one) => sum + Math.min(one.status?.availableReplicas ?? 0, one.spec.replicas ?? 1),
    0,
  );
  const isReady = deployments.length > 0 && deployments.every(isComplete);
  const words = `${ready} of ${wanted} ${wanted === 1 ? "pod is" : "pods are"} ready`;
  return { isReady, words, trouble: isReady ? null : (refusedPods(deployments) ?? firstTrouble(pods, events)) };
}

function isComplete({ metadata, spec, status }: KubeDeployment): boolean {
  const wanted = spec.replicas ?? 1;
  return (
    (status?.observedGeneration ?? 0) >= (metadata.generation ?? 0) &&
    (status?.updatedReplicas ?? 0) === wanted &&
    (status?.availableReplicas ?? 0) === wanted &&
    (status?.replicas ?? 0) === wanted
  );
}

/** The cluster does not even make the pods: a quota, or a policy. */
function refusedPods(deployments: readonly KubeDeployment[]): PodTrouble | null {
  for (const { metadata, status } of deployments) {
    const refusal = status?.conditions?.find(({ type, status: is }) => type === "ReplicaFailure" && is === "True");
    if (refusal !== undefined)
      return {
        pod: metadata.name,
        reason: "FailedCreate",
        family: "CREATE",
        message: refusal.message ?? "Its pods are refused",
        remedy: "Let the namespace admit them: a quota, a limit range or a policy of it says no.",
        isFinal: false,
      };
  }
  return null;
}

function firstTrouble(pods: readonly KubePod[], events: readonly KubeEvent[]): PodTrouble | null {
  const staying = pods.filter(({ metadata }) => metadata.deletionTimestamp === undefined);
  const found = staying.map((pod) => podTrouble(pod, events)).filter((one) => one !== null);
  return found.find(({ isFinal }) => isFinal) ?? found[0] ?? null;
}

/** The stage has failed of it. */
export function rolloutCheck(trouble: PodTrouble | null, words: string, seconds: number): ClusterCheck {
  const { failed } = verdict("ROLLOUT", `Head and workers ready within ${seconds} s`);
  return trouble === null
    ? failed(`${words} after ${seconds} s`, "See what their containers say: kubectl logs, kubectl describe pods")
    : failed(troubleWords(trouble), trouble.remedy);
}

export const troubleWords = ({ pod, reason, message }: PodTrouble): string =>
  `${pod}: ${reason}: ${message}`.slice(0, 450);
