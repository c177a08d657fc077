/** What was found of a Kubernetes cluster. Of the API's objects, only the fields that are read. */
export interface KubeFailure {
  readonly kind:
    | "NO_PROGRAM"
    | "UNAUTHORIZED"
    | "FORBIDDEN"
    | "CERTIFICATE"
    | "NO_SUCH_HOST"
    | "UNREACHABLE"
    | "NOT_FOUND"
    | "CREDENTIAL_PLUGIN"
    | "OTHER";
  /** As kubectl says it. */
  readonly text: string;
}
export interface KubeNode {
  readonly metadata: { readonly name: string };
  readonly spec: {
    readonly unschedulable?: boolean;
    readonly taints?: readonly { readonly key: string; readonly effect: string }[];
  };
  readonly status: {
    readonly allocatable?: Readonly<Record<string, string>>;
    readonly conditions?: readonly { readonly type: string; readonly status: string }[];
    readonly nodeInfo?: {
      readonly architecture?: string;
      readonly operatingSystem?: string;
      readonly kubeletVersion?: string;
    };
  };
}
export interface KubeNamespace {
  readonly metadata: { readonly labels?: Readonly<Record<string, string>> };
  readonly status?: { readonly phase?: string };
}
export interface KubeClaim {
  readonly spec: { readonly accessModes?: readonly string[] };
  readonly status?: { readonly phase?: string };
}
export interface KubeQuota {
  readonly metadata: { readonly name: string };
  readonly status?: {
    readonly hard?: Readonly<Record<string, string>>;
    readonly used?: Readonly<Record<string, string>>;
  };
}
/** Of a right that the installation needs. */
export interface KubeRight {
  readonly verb: string;
  readonly group: string;
  readonly resource: string;
}
export interface ReleaseFacts {
  /** Of helm's newest revision; null: there is none. */
  readonly status: string | null;
  /** The class by which it was installed, where the server did it. */
  readonly classId: string | null;
  /** What the head of an Arena chart says of its class; null: there is no such head. */
  readonly cluster: string | null;
  /** The deployment of the head's name is of another chart. */
  readonly isForeign: boolean;
}
/** `null` where it was not looked at; a failure where the answer was one. */
export type Found<Content> = Content | KubeFailure | null;

export interface ClusterFacts {
  /** `v3.19.2`. */
  readonly helmVersion: string | null;
  readonly kubectlVersion: string | null;
  readonly server: Found<{ readonly version: string }>;
  readonly nodes: Found<readonly KubeNode[]>;
  readonly namespace: Found<KubeNamespace>;
  /** Rights that are lacking. */
  readonly denied: Found<readonly KubeRight[]>;
  readonly release: Found<ReleaseFacts>;
  readonly quotas: Found<readonly KubeQuota[]>;
  readonly claim: Found<KubeClaim>;
}

export function isFailure(found: unknown): found is KubeFailure {
  return typeof found === "object" && found !== null && "kind" in found && "text" in found;
}
/** The content, if there is one. */
export function contentOf<Content>(found: Found<Content>): Content | null {
  return found === null || isFailure(found) ? null : found;
}
