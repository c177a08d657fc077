import type { KubeRight } from "./cluster-facts.ts";

const right = (resource: string, verbs: string, group = ""): KubeRight[] =>
  verbs.split(" ").map((verb) => ({ verb, group, resource }));

/** What the chart makes, and what the stages look at, in the release's namespace. */
export const RIGHTS: readonly KubeRight[] = [
  ...right("deployments", "get list create patch delete", "apps"),
  ...right("deployments/scale", "patch", "apps"),
  ...right("secrets", "get list create update patch delete"),
  ...right("configmaps", "create patch delete"),
  ...right("services", "create patch delete"),
  ...right("pods", "get list"),
  ...right("pods/exec", "create"),
];

export function rightWords({ verb, group, resource }: KubeRight): string {
  return `${verb} ${resource}${group === "" ? "" : `.${group}`}`;
}
