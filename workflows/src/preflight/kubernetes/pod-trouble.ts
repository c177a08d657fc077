export interface KubeContainerStatus {
  readonly name: string;
  readonly image?: string;
  readonly restartCount?: number;
  readonly state?: {
    readonly waiting?: { readonly reason?: string; readonly message?: string };
    readonly terminated?: { readonly reason?: string; readonly message?: string; readonly exitCode?: number };
  };
  readonly lastState?: {
    readonly terminated?: { readonly reason?: string; readonly message?: string; readonly exitCode?: number };
  };
}
export interface KubePod {
  readonly metadata: { readonly name: string; readonly deletionTimestamp?: string };
  readonly spec?: { readonly containers?: readonly { readonly name: string; readonly image?: string }[] };
  readonly status?: {
    readonly phase?: string;
    readonly reason?: string;
    readonly message?: string;
    readonly conditions?: readonly {
      readonly type: string;
      readonly status: string;
      readonly reason?: string;
      readonly message?: string;
    }[];
    readonly initContainerStatuses?: readonly KubeContainerStatus[];
    readonly containerStatuses?: readonly KubeContainerStatus[];
  };
}
export interface KubeEvent {
  readonly reason?: string;
  readonly message?: string;
  readonly involvedObject?: { readonly name?: string };
}
export interface PodTrouble {
  readonly pod: string;
  /** As Kubernetes calls it: ImagePullBackOff, Unschedulable, CrashLoopBackOff. */
  readonly reason: string;
  readonly message: string;
  readonly remedy: string;
  /** What stays the same while the reason goes back and forth: ErrImagePull, ImagePullBackOff. */
  readonly family: "PULL" | "START" | "CRASH" | "SCHEDULE" | "END" | "MOUNT" | "CREATE";
  /** Waiting does not help. */
  readonly isFinal: boolean;
}

const PULLS = new Set([
  "ErrImagePull",
  "ImagePullBackOff",
  "InvalidImageName",
  "ErrImageNeverPull",
  "ImageInspectError",
]);
const STARTS = new Set(["CreateContainerConfigError", "CreateContainerError", "RunContainerError", "StartError"]);
const CRASHES = new Set(["CrashLoopBackOff"]);
const FINAL = new Set(["InvalidImageName", "ErrImageNeverPull"]);
const MOUNTS = new Set(["FailedMount", "FailedAttachVolume", "FailedCreatePodSandBox"]);

/** What keeps a pod from being ready, where that is known. */
export function podTrouble(pod: KubePod, events: readonly KubeEvent[]): PodTrouble | null {
  return unschedulable(pod) ?? inContainers(pod) ?? ended(pod) ?? mounting(pod, events);
}

function unschedulable({ metadata, status }: KubePod): PodTrouble | null {
  const found = status?.conditions?.find(
    ({ type, status: is, reason }) => type === "PodScheduled" && is === "False" && reason === "Unschedulable",
  );
  if (found === undefined) return null;
  return {
    pod: metadata.name,
    reason: "Unschedulable",
    family: "SCHEDULE",
    message: found.message ?? "no node takes it",
    remedy: "Add nodes with what a worker of the class takes, free some, or edit the class and install it again.",
    isFinal: false,
  };
}

function inContainers({ metadata, spec, status }: KubePod): PodTrouble | null {
  for (const one of [...(status?.initContainerStatuses ?? []), ...(status?.containerStatuses ?? [])]) {
    const reason = one.state?.waiting?.reason ?? "";
    const of = { pod: `${metadata.name}/${one.name}`, reason, isFinal: FINAL.has(reason) };
    const image = one.image || spec?.containers?.find(({ name }) => name === one.name)?.image || "its image";
    const message = one.state?.waiting?.message ?? "";
    if (PULLS.has(reason))
      return {
        ...of,
        family: "PULL",
        message: message || image,
        remedy: `Check that the nodes reach the registry of ${image} and may pull it; another image: ARENA_RAY_IMAGE, ARENA_TUNNEL_IMAGE of this server.`,
      };
    if (STARTS.has(reason))
      return {
        ...of,
        family: "START",
        message: message || "the container does not start",
        remedy: describeRemedy(metadata.name),
      };
    if (CRASHES.has(reason)) return { ...of, family: "CRASH", ...crash(one, metadata.name) };
  }
  return null;
}

function crash(one: KubeContainerStatus, pod: string): Pick<PodTrouble, "message" | "remedy"> {
  const last = one.lastState?.terminated;
  const code = last?.exitCode === undefined ? "" : ` with ${last.exitCode}`;
  const why = last?.message ?? (last?.reason === "OOMKilled" ? "it had too little memory" : "");
  return {
    message: `it ended${code} ${one.restartCount ?? 0} times${why === "" ? "" : `: ${why}`}`,
    remedy: `See what it said: kubectl logs ${pod} -c ${one.name} --previous`,
  };
}

function ended({ metadata, status }: KubePod): PodTrouble | null {
  if (status?.phase !== "Failed") return null;
  const { reason = "Failed", message = "the pod has ended" } = status;
  const remedy = describeRemedy(metadata.name);
  return { pod: metadata.name, reason, family: "END", message, remedy, isFinal: false };
}

function mounting({ metadata, status }: KubePod, events: readonly KubeEvent[]): PodTrouble | null {
  if (status?.phase !== "Pending") return null;
  const found = events.find(
    ({ involvedObject, reason }) => involvedObject?.name === metadata.name && MOUNTS.has(reason ?? ""),
  );
  if (found === undefined) return null;
  return {
    pod: metadata.name,
    reason: found.reason!,
    family: "MOUNT",
    message: found.message ?? "its volumes are not there",
    remedy: "Check the storage of /opt/data: the claim, or the server and directory of NFS.",
    isFinal: false,
  };
}

const describeRemedy = (pod: string): string => `See why: kubectl describe pod ${pod}`;
