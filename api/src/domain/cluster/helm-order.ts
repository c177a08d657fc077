import { readFileSync } from "node:fs";
import type { HelmStorage, HelmTarget } from "@arena/workflows/contract/cluster-operation";
import { NotAllowedError, ValidationError, type FieldFault } from "../errors.ts";
import type { Installation } from "../installation.ts";
import type { OrderedHost } from "./check-hosts.ts";
import { readGivenKubeconfig, readOwnKubeconfig } from "./read-kubeconfig.ts";

export interface HelmInput {
  /** Null: the server's own. */
  readonly kubeconfig: string | null;
  /** Null: the current one of the kubeconfig. */
  readonly context: string | null;
  /** Null: the class's slug. */
  readonly namespace: string | null;
  readonly claim: string | null;
  readonly nfs: string | null;
}
export interface HelmOrder {
  readonly target: HelmTarget;
  /** The cluster, as the one host of the operation. */
  readonly hosts: readonly OrderedHost[];
  /** To be sealed. */
  readonly kubeconfig: string | null;
}

export const BOTH: FieldFault = { path: "helm", message: "may not be given beside hosts: one or the other" };
const LABEL = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;
const CLAIM = /^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?$/;
/** Without what `helm --set` reads as its own. */
const NFS = /^([A-Za-z0-9][A-Za-z0-9._-]{0,252}|\[[0-9a-fA-F:]+\]):(\/[A-Za-z0-9._/-]{0,1000})$/;
/** Kubernetes keeps them for itself. */
const KEPT = /^kube-/;

/** A cluster of Kubernetes that this server reaches; throws what is wrong, each on its field. */
export function helmOrder(input: HelmInput, release: string, installation: Installation): HelmOrder {
  const namespace = input.namespace ?? release;
  const faults: FieldFault[] = [];
  if (!LABEL.test(namespace))
    faults.push({ path: "helm.namespace", message: "is no name of a namespace: a-z, 0-9 and -, 63 at most" });
  if (KEPT.test(namespace)) faults.push({ path: "helm.namespace", message: "is one that Kubernetes keeps for itself" });
  if (input.claim !== null && !CLAIM.test(input.claim))
    faults.push({ path: "helm.claim", message: "is no name of a claim" });
  if (input.nfs !== null && (!NFS.test(input.nfs) || input.nfs.split("/").includes("..")))
    faults.push({ path: "helm.nfs", message: "is no directory of NFS: give SERVER:/PATH" });
  if (input.claim !== null && input.nfs !== null)
    faults.push({ path: "helm.nfs", message: "may not be given beside a claim" });
  if (faults.length > 0) throw new ValidationError(faults);
  const storage = storageOf(input);
  const { kubeconfig } = input;
  const found =
    kubeconfig === null
      ? { ...own(installation, input.context), text: null }
      : readGivenKubeconfig(kubeconfig, input.context);
  const { context, address, port } = found;
  return {
    target: { access: kubeconfig === null ? "SERVER" : "GIVEN", context, namespace, release, storage },
    hosts: [{ position: 0, role: "MANAGER", login: "", address, port }],
    kubeconfig: found.text,
  };
}

function storageOf({ claim, nfs }: HelmInput): HelmStorage {
  if (claim !== null) return { kind: "CLAIM", claim };
  if (nfs === null) return { kind: "HOST" };
  const [, server = "", path = ""] = NFS.exec(nfs)!;
  return { kind: "NFS", server: server.replace(/^\[|\]$/g, ""), path };
}

function own({ kubeconfigPath }: Installation, context: string | null): ReturnType<typeof readOwnKubeconfig> {
  if (kubeconfigPath == null)
    throw new ValidationError([
      {
        path: "helm.kubeconfig",
        message: "is needed: this server was started without one of its own (ARENA_KUBECONFIG)",
      },
    ]);
  let text: string;
  try {
    text = readFileSync(kubeconfigPath, "utf8");
  } catch {
    throw new NotAllowedError("The server’s own kubeconfig (ARENA_KUBECONFIG) cannot be read.");
  }
  return readOwnKubeconfig(text, context);
}
