import type { BundlePayload } from "../bundle/bundle-input.ts";
import type { Keyring } from "@arena/database/sealed";

/** What this installation is called and how clusters reach it; set at the start, the same for everybody. */
export interface Installation {
  readonly version: string;
  /** Address that browsers and clients use. */
  readonly publicUrl: string;
  readonly apiPort: number;
  /** Opens and seals what the database holds of secrets. */
  readonly keyring: Keyring;
  readonly gateway: { readonly host: string; readonly port: number };
  /** In CIDR notation, IPv4: the gateway's and the clusters' addresses in the tunnel. */
  readonly tunnelRange: string;
  /** Container images of the bundles. */
  readonly rayImage: string;
  readonly tunnelImage: string;
  /** The server's own kubeconfig, where its operator lets clusters be reached by it. */
  readonly kubeconfigPath?: string | null;
  /** What runs on a cluster and is in no image; made at the first call, kept for the version. */
  readonly bundlePayload: () => Promise<BundlePayload>;
  /** The same as one file beside this installation's data: its sha256, by which the control worker finds it. */
  readonly payloadArchive: () => Promise<string>;
}
