import { resolve } from "node:path";

/** How this server drives helm and kubectl. */
export interface HelmSettings {
  /** Names that are looked for on PATH, or paths. */
  readonly helm: string;
  readonly kubectl: string;
  /** The server's own kubeconfig, if operations may use it. */
  readonly kubeconfig: string | null;
  /** Below it each operation has a folder that only this user reads. */
  readonly folder: string;
  /** How long head and workers may take to be ready, images included. */
  readonly rolloutSeconds: number;
  /** For how long a pod may have the same trouble before the stage fails. */
  readonly troubleSeconds: number;
}

export function readHelmSettings(environment: NodeJS.ProcessEnv, dataDirectory: string): HelmSettings {
  const seconds = (name: string, standard: number): number => {
    const text = environment[name] || String(standard);
    if (!/^\d{1,5}$/.test(text)) throw new Error(`${name} is '${text}': give seconds`);
    return Number(text);
  };
  const kubeconfig = environment["ARENA_KUBECONFIG"] || null;
  if (kubeconfig !== null && !kubeconfig.startsWith("/"))
    throw new Error(`ARENA_KUBECONFIG is '${kubeconfig}': give the whole path of the file`);
  return {
    helm: environment["ARENA_HELM"] || "helm",
    kubectl: environment["ARENA_KUBECTL"] || "kubectl",
    kubeconfig,
    folder: resolve(dataDirectory, "helm"),
    rolloutSeconds: seconds("ARENA_ROLLOUT_SECONDS", 900),
    troubleSeconds: seconds("ARENA_POD_TROUBLE_SECONDS", 120),
  };
}
