import type { ClusterCheck } from "../../contract/cluster-check.ts";
import { verdict } from "../verdict.ts";

interface Failure {
  readonly matches: RegExp;
  readonly remedy: string;
}
/** By what helm says, in the order in which they are looked for. */
const FAILURES: readonly Failure[] = [
  {
    matches: /another operation .* is in progress/i,
    remedy: "Somebody else is at this release: wait for its end, then retry.",
  },
  {
    matches: /exists and cannot be imported|invalid ownership metadata/i,
    remedy: "Delete what has the name already, or install into another namespace.",
  },
  {
    matches: /forbidden|cannot \w+ resource/i,
    remedy: "Give the user of the kubeconfig the role admin in the namespace, then retry.",
  },
  {
    matches: /admission webhook|denied the request|violates PodSecurity/i,
    remedy: "A policy of the cluster says no: let the namespace admit the release’s pods, then retry.",
  },
  {
    matches: /exceeded quota/i,
    remedy: "Raise the quota of the namespace, then retry: kubectl describe resourcequota",
  },
  {
    matches: /Unauthorized|provide credentials/i,
    remedy: "The login is not valid any more: abort, and install again with a new kubeconfig.",
  },
  {
    matches: /field is immutable/i,
    remedy: "Tear the class down, then install it again: Kubernetes never changes this field.",
  },
  {
    matches: /took longer|timed out|deadline exceeded|connection refused|Unable to connect|unreachable/i,
    remedy: "Check that the API server answers and is not overloaded, then retry.",
  },
];

/** What helm has failed of: typed, with what to do. */
export function chartFailure(said: string): ClusterCheck {
  const text = said.replace(/^Error: /, "").slice(0, 450);
  const found = FAILURES.find(({ matches }) => matches.test(said));
  return verdict("CHART", "Helm installs the chart").failed(
    text === "" ? "Helm has failed without a word" : text,
    found?.remedy ?? "See the log of the stage, then retry.",
  );
}
