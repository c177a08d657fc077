import type { ClusterCheck } from "../../contract/cluster-check.ts";
import { verdict } from "../verdict.ts";
import type { ClusterExpectation } from "./check-cluster.ts";
import { contentOf, isFailure, type ClusterFacts } from "./cluster-facts.ts";
import { releaseCheck } from "./release-check.ts";
import { rightWords } from "./rights.ts";

const NOT_ASKED = "The API server does not answer";
const SECURITY_LABEL = "pod-security.kubernetes.io/enforce";

export function namespaceChecks(facts: ClusterFacts, wanted: ClusterExpectation): ClusterCheck[] {
  return [
    permissions(facts, wanted),
    namespace(facts, wanted),
    podSecurity(facts, wanted),
    releaseCheck(facts.release, wanted),
    quota(facts, wanted),
    storage(facts, wanted),
  ];
}

function permissions({ denied }: ClusterFacts, { target }: ClusterExpectation): ClusterCheck {
  const { passed, failed, skipped } = verdict(
    "PERMISSIONS",
    `Rights to make what the chart has, in ${target.namespace}`,
  );
  if (isFailure(denied)) return skipped(`They could not be asked for: ${denied.text}`);
  if (denied === null) return skipped(NOT_ASKED);
  if (denied.length === 0) return passed("All of them");
  return failed(
    `It may not ${denied.map(rightWords).join(", ")}`,
    `Give the user the role admin there: kubectl create rolebinding arena-admin --clusterrole=admin --namespace=${target.namespace} --user=<user>`,
  );
}

function namespace({ namespace: found }: ClusterFacts, { target }: ClusterExpectation): ClusterCheck {
  const { passed, failed, warning, skipped } = verdict(
    "NAMESPACE",
    `The namespace ${target.namespace}, or the right to make it`,
  );
  if (found === null) return skipped(NOT_ASKED);
  if (!isFailure(found))
    return found.status?.phase === "Terminating"
      ? failed("It is being deleted", `Wait for its end: kubectl wait --for=delete namespace/${target.namespace}`)
      : passed("It is there");
  if (found.kind === "NOT_FOUND") return passed("It is made");
  return warning(
    "The user may not look at namespaces",
    `If it is not there, have it made: kubectl create namespace ${target.namespace}`,
  );
}

/** The tunnel needs NET_ADMIN, and a directory of the node is mounted: neither `baseline` nor `restricted` admits that. */
function podSecurity({ namespace: found }: ClusterFacts, { target }: ClusterExpectation): ClusterCheck {
  const { passed, failed, skipped } = verdict("POD_SECURITY", "A namespace that admits the tunnel’s NET_ADMIN");
  if (isFailure(found) && found.kind === "NOT_FOUND") return passed("A new namespace has no limit of its own");
  const known = contentOf(found);
  if (known === null) return skipped(found === null ? NOT_ASKED : "The user may not look at namespaces");
  const level = known.metadata.labels?.[SECURITY_LABEL] ?? "privileged";
  return level === "privileged"
    ? passed("It admits privileged pods")
    : failed(
        `It enforces ${level}`,
        `Let it admit the tunnel: kubectl label namespace ${target.namespace} ${SECURITY_LABEL}=privileged --overwrite`,
      );
}

function quota({ quotas }: ClusterFacts, { nodes, cpus, memoryBytes }: ClusterExpectation): ClusterCheck {
  const { passed, warning, skipped } = verdict("QUOTA", "No quota that is less than the class");
  if (isFailure(quotas)) return quotas.kind === "NOT_FOUND" ? passed("There is none") : skipped(quotas.text);
  if (quotas === null) return skipped(NOT_ASKED);
  if (quotas.length === 0) return passed("There is none");
  const size = `${nodes} × ${cpus ?? "all"} CPUs, ${memoryBytes === null ? "all memory" : `${memoryBytes} bytes`}`;
  return warning(
    `${quotas.map(({ metadata }) => metadata.name).join(", ")}`,
    `Compare with what the workers take (${size}): kubectl describe resourcequota`,
  );
}

function storage({ claim }: ClusterFacts, { storage: wanted, nodes, target }: ClusterExpectation): ClusterCheck {
  const { passed, failed, warning, skipped } = verdict(
    "STORAGE",
    nodes > 1 ? "An /opt/data that all nodes share" : "A place for /opt/data",
  );
  switch (wanted.kind) {
    case "HOST":
      return nodes === 1
        ? passed("/opt/data of the node; head and worker must be on the same one")
        : warning(
            "/opt/data is a directory of each node",
            "Give a claim that many may write, or a directory of NFS, unless /opt/data is a shared mount on every node.",
          );
    case "NFS":
      return passed(`${wanted.server}:${wanted.path}; whether it can be mounted, the rollout tells`);
    case "CLAIM":
      break;
  }
  if (claim === null) return skipped(NOT_ASKED);
  if (isFailure(claim))
    return claim.kind === "NOT_FOUND"
      ? failed(
          `There is no claim ${wanted.claim}`,
          `Make it in the namespace ${target.namespace}, with the access mode ReadWriteMany.`,
        )
      : skipped(claim.text);
  const modes = claim.spec.accessModes ?? [];
  if (nodes > 1 && !modes.includes("ReadWriteMany"))
    return failed(
      `${wanted.claim} is ${modes.join(", ") || "without an access mode"}`,
      "Make a claim with ReadWriteMany.",
    );
  return passed(`${wanted.claim} (${modes.join(", ")}), ${claim.status?.phase ?? "unknown"}`);
}
