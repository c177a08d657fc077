/** A file on this machine whose bytes are in every bundle of a version. What an archive needs of it is known beforehand. */
export interface PayloadFile {
  readonly path: string;
  readonly sizeBytes: number;
  readonly sha256: string;
  /** As a zip's directory wants it. */
  readonly crc32: number;
}

/** What runs on the cluster and is in no image: made once for a version by `preparePayload`. */
export interface BundlePayload {
  /** Such as `x86_64`, as `uname -m` says it on the hosts. */
  readonly machine: string;
  /** The pinned Node program, packed with gzip. */
  readonly nodeGzip: PayloadFile;
  readonly agent: PayloadFile;
  readonly launcher: PayloadFile;
  readonly trainer: PayloadFile;
}

export interface BundleKeys {
  readonly privateKey: string;
  readonly publicKey: string;
  readonly presharedKey: string;
  readonly agentToken: string;
  readonly tunnelAddress: string;
}

export interface BundleGateway {
  readonly publicKey: string;
  readonly host: string;
  readonly port: number;
  /** The first host of the range. */
  readonly tunnelAddress: string;
}

/** All that a bundle is made of: the same input gives the same bytes. */
export interface BundleInput {
  /** Tells the stacks of two classes apart, also of two servers. */
  readonly classId: string;
  readonly className: string;
  readonly slug: string;
  readonly description: string;
  /** Worker nodes. */
  readonly nodes: number;
  /** There is a host for each worker, and no host may take two: what one lacks would be counted twice. */
  readonly hasHostPerWorker?: boolean;
  /** Of each worker; null is the whole host. */
  readonly cpus: number | null;
  readonly gpus: number | null;
  readonly memoryBytes: number | null;
  readonly keys: BundleKeys;
  readonly gateway: BundleGateway;
  /** Tunnel addresses of all clusters, as a CIDR. */
  readonly range: string;
  /** Where the api listens on the gateway's tunnel address. */
  readonly apiPort: number;
  /** Where this server is for who installs: to which the scripts report. */
  readonly serverUrl: string;
  readonly rayImage: string;
  readonly tunnelImage: string;
  readonly version: string;
  readonly payload: BundlePayload;
}

export type SetupType = "dockerSwarm" | "helm";
export type ArchiveType = "tar" | "zip";

export const SETUP_TYPES: readonly SetupType[] = ["dockerSwarm", "helm"];
export const ARCHIVE_TYPES: readonly ArchiveType[] = ["tar", "zip"];
