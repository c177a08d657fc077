import type { ClusterCheck } from "../../contract/cluster-check.ts";
import { verdict } from "../verdict.ts";
import type { ClusterExpectation } from "./check-cluster.ts";
import { contentOf, isFailure, type ClusterFacts, type KubeFailure } from "./cluster-facts.ts";

const OLDEST_HELM: Version = [3, 13];
const OLDEST_SERVER: Version = [1, 25];
/** Minor versions that kubectl and the API server may be apart. */
const MOST_SKEW = 1;
type Version = readonly [number, number];

export function accessChecks(facts: ClusterFacts, wanted: ClusterExpectation): ClusterCheck[] {
  return [helm(facts), kubectl(facts), apiServer(facts, wanted), credentials(facts, wanted), apiVersion(facts)];
}

function helm({ helmVersion }: ClusterFacts): ClusterCheck {
  const { passed, failed } = verdict("HELM", `Helm 3 on this server, ${OLDEST_HELM.join(".")} or newer`);
  if (helmVersion === null)
    return failed(
      "This server has no helm",
      "Install Helm 3 on this server (https://helm.sh/docs/intro/install), or start the server with ARENA_HELM set to its path.",
    );
  const version = readVersion(helmVersion);
  return version !== null && (version[0] !== 3 || version[1] < OLDEST_HELM[1])
    ? failed(helmVersion, "Install a newer Helm 3 on this server, or set ARENA_HELM to the path of one.")
    : passed(helmVersion);
}

function kubectl({ kubectlVersion, server }: ClusterFacts): ClusterCheck {
  const { passed, failed, warning } = verdict(
    "KUBECTL",
    "kubectl on this server, one minor version from the API server at most",
  );
  if (kubectlVersion === null)
    return failed(
      "This server has no kubectl",
      "Install kubectl on this server (https://kubernetes.io/docs/tasks/tools), or start the server with ARENA_KUBECTL set to its path.",
    );
  const [own, other] = [readVersion(kubectlVersion), readVersion(contentOf(server)?.version ?? "")];
  if (own === null || other === null || Math.abs(own[1] - other[1]) <= MOST_SKEW) return passed(kubectlVersion);
  return warning(
    `${kubectlVersion}, and the API server is ${contentOf(server)!.version}`,
    `Install kubectl ${other.join(".")} on this server if stages fail without a reason.`,
  );
}

function apiServer({ server, kubectlVersion }: ClusterFacts, wanted: ClusterExpectation): ClusterCheck {
  const { passed, skipped } = apiVerdict(wanted);
  if (kubectlVersion === null) return skipped("There is no kubectl");
  // Who is refused was answered.
  if (!isFailure(server) || server.kind === "UNAUTHORIZED" || server.kind === "FORBIDDEN") return passed("It answers");
  return apiServerCheck(server, wanted);
}

const apiVerdict = ({ server }: Pick<ClusterExpectation, "server">) =>
  verdict("API_SERVER", `An answer from ${server}`);

/** Of an answer that was a failure. */
export function apiServerCheck(failure: KubeFailure, wanted: ClusterExpectation): ClusterCheck {
  if (failure.kind === "UNAUTHORIZED") return unknownUser(wanted);
  return apiVerdict(wanted).failed(...awayWords(failure, wanted.server));
}

function awayWords({ kind, text }: KubeFailure, address: string): [string, string] {
  switch (kind) {
    case "CERTIFICATE":
      return [
        `Its certificate is not accepted: ${text}`,
        "Give a kubeconfig with the cluster’s certificate-authority-data, and a server name that its certificate has.",
      ];
    case "NO_SUCH_HOST":
      return [
        `Its name does not resolve on this server: ${text}`,
        "Give a kubeconfig whose server this machine can resolve.",
      ];
    case "UNREACHABLE":
      return [
        `It does not answer: ${text}`,
        `Check that the API server runs, and that firewalls let this server reach ${address}.`,
      ];
    case "CREDENTIAL_PLUGIN":
      return [
        `The program that logs in does not: ${text}`,
        "Install the program that the server’s kubeconfig names, or use a context with a token or a certificate.",
      ];
    case "FORBIDDEN":
      return [`It refuses: ${text}`, "Give the user of the kubeconfig the role admin in the namespace, then retry."];
    default:
      return [text || "It answers what no API server does", "Check the kubeconfig: kubectl version"];
  }
}

const credentialVerdict = () => verdict("CREDENTIALS", "A user whom the API server knows");

function credentials({ server, denied, kubectlVersion }: ClusterFacts, wanted: ClusterExpectation): ClusterCheck {
  const { passed, skipped } = credentialVerdict();
  if (kubectlVersion === null) return skipped("There is no kubectl");
  if ([server, denied].some((found) => isFailure(found) && found.kind === "UNAUTHORIZED")) return unknownUser(wanted);
  if (isFailure(server) || denied === null) return skipped("The API server does not answer");
  return passed(`Context ${wanted.target.context}`);
}

function unknownUser({ target }: ClusterExpectation): ClusterCheck {
  return credentialVerdict().failed(
    "The API server does not know the token or certificate",
    target.access === "GIVEN"
      ? "Abort, and install again with a kubeconfig that has a new token: kubectl create token <account>"
      : `Renew the login of the context ${target.context} in the server’s kubeconfig.`,
  );
}

function apiVersion({ server }: ClusterFacts): ClusterCheck {
  const { passed, failed, skipped } = verdict("API_VERSION", `Kubernetes ${OLDEST_SERVER.join(".")} or newer`);
  const said = contentOf(server)?.version;
  if (said === undefined) return skipped("The API server does not answer");
  const version = readVersion(said);
  return version !== null && version[0] === OLDEST_SERVER[0] && version[1] < OLDEST_SERVER[1]
    ? failed(said, "Bring the cluster up to date.")
    : passed(said);
}

function readVersion(text: string): Version | null {
  const found = /^v?(\d+)\.(\d+)/.exec(text);
  return found === null ? null : [Number(found[1]), Number(found[2])];
}
