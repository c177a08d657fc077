import type { HelmTarget } from "../../contract/cluster-operation.ts";
import {
  isFailure,
  type ClusterFacts,
  type Found,
  type KubeClaim,
  type KubeNamespace,
  type KubeNode,
  type KubeQuota,
  type KubeRight,
  type ReleaseFacts,
} from "../../preflight/kubernetes/cluster-facts.ts";
import { RIGHTS } from "../../preflight/kubernetes/rights.ts";
import type { Kube, KubeAnswer } from "./kube.ts";
import type { OperationPlace } from "./operation-place.ts";
import { runProgram } from "./run-program.ts";

const VERSION_WITHIN_MS = 10_000;

/** Looks at a cluster before anything is changed there: everything at once, as soon as the API server has answered. */
export async function gatherFacts(place: OperationPlace, kube: Kube, target: HelmTarget): Promise<ClusterFacts> {
  const { namespace, storage } = target;
  const [helmVersion, kubectlVersion, server] = await Promise.all([
    versionOf(place.helm, ["version", "--short"], place),
    versionOf(place.kubectl, ["version", "--client", "-o", "json"], place),
    kube.get<{ gitVersion: string }>("/version").then(foundOf),
  ]);
  const none = { nodes: null, namespace: null, denied: null, release: null, quotas: null, claim: null };
  const said = { helmVersion, kubectlVersion };
  if (server === null || isFailure(server)) return { ...said, server, ...none };
  const within = `/api/v1/namespaces/${namespace}`;
  const [nodes, found, denied, release, quotas, claim] = await Promise.all([
    kube.get<{ items: KubeNode[] }>("/api/v1/nodes").then(itemsOf),
    kube.get<KubeNamespace>(within).then(foundOf),
    deniedRights(kube, namespace),
    findRelease(kube, target),
    kube.get<{ items: KubeQuota[] }>(`${within}/resourcequotas`).then(itemsOf),
    storage.kind === "CLAIM"
      ? kube.get<KubeClaim>(`${within}/persistentvolumeclaims/${storage.claim}`).then(foundOf)
      : null,
  ]);
  const version = server.gitVersion;
  return { ...said, server: { version }, nodes, namespace: found, denied, release, quotas, claim };
}

async function versionOf(
  program: string,
  args: readonly string[],
  { environment }: OperationPlace,
): Promise<string | null> {
  const end = await runProgram(program, { args, env: environment, withinMs: VERSION_WITHIN_MS });
  return end.code === 0 ? (/v\d+\.\d+\.\d+[\w.-]*/.exec(end.output)?.[0] ?? "unknown") : null;
}

const foundOf = <Content>({ content, failure }: KubeAnswer<Content>): Found<Content> => failure ?? content;
const itemsOf = <Item>({ content, failure }: KubeAnswer<{ readonly items: readonly Item[] }>): Found<readonly Item[]> =>
  failure ?? content.items;

async function deniedRights(kube: Kube, namespace: string): Promise<Found<readonly KubeRight[]>> {
  const answers = await Promise.all(
    RIGHTS.map(async (right) => {
      const { verb, group, resource } = right;
      const spec = { resourceAttributes: { namespace, verb, group, ...partsOf(resource) } };
      const answer = await kube.review<{ status: { allowed: boolean } }>(
        "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews",
        { apiVersion: "authorization.k8s.io/v1", kind: "SelfSubjectAccessReview", spec },
      );
      return answer.failure ?? (answer.content.status.allowed ? null : right);
    }),
  );
  const failure = answers.find((answer) => isFailure(answer));
  if (failure !== undefined && isFailure(failure)) return failure;
  return answers.filter((answer): answer is KubeRight => answer !== null);
}

function partsOf(resource: string): { readonly resource: string; readonly subresource?: string } {
  const [name = "", subresource] = resource.split("/");
  return subresource === undefined ? { resource: name } : { resource: name, subresource };
}

interface Secrets {
  readonly items: readonly {
    readonly metadata: { readonly labels?: Readonly<Record<string, string>> };
  }[];
}
interface Deployment {
  readonly metadata: { readonly labels?: Readonly<Record<string, string>> };
  readonly spec: {
    readonly template: {
      readonly spec: {
        readonly containers: readonly {
          readonly name: string;
          readonly env?: readonly { readonly name: string; readonly value?: string }[];
        }[];
      };
    };
  };
}

/** What has the release's name already. */
export async function findRelease(
  kube: Kube,
  { namespace, release }: Pick<HelmTarget, "namespace" | "release">,
): Promise<Found<ReleaseFacts>> {
  const selector = encodeURIComponent(`owner=helm,name=${release}`);
  const [secrets, head] = await Promise.all([
    kube.get<Secrets>(`/api/v1/namespaces/${namespace}/secrets?labelSelector=${selector}`),
    kube.get<Deployment>(`/apis/apps/v1/namespaces/${namespace}/deployments/${release}-ray-head`),
  ]);
  if (secrets.failure !== null) return secrets.failure;
  if (head.failure !== null && head.failure.kind !== "NOT_FOUND") return head.failure;
  const revisions = secrets.content.items.map(({ metadata }) => metadata.labels ?? {});
  const newest = revisions.toSorted((a, b) => Number(b["version"]) - Number(a["version"]))[0];
  const containers = head.content?.spec.template.spec.containers ?? [];
  const variables = containers.find(({ name }) => name === "ray-head")?.env ?? [];
  return {
    status: newest?.["status"] ?? null,
    classId: newest?.["arena-class"] ?? null,
    cluster: variables.find(({ name }) => name === "ARENA_CLUSTER")?.value ?? null,
    isForeign: head.content !== null && head.content.metadata.labels?.["app.kubernetes.io/name"] !== "arena-train",
  };
}
