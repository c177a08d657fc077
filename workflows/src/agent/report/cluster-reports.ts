import { statfs } from "node:fs/promises";
import type { AgentToServer } from "../../contract/agent-protocol.ts";
import type { ClusterReport } from "../../contract/cluster-report.ts";
import type { RayNode } from "../../contract/cluster-probe.ts";
import { RayApi } from "../gateways/ray-api.ts";
import { log } from "../log.ts";
import type { RaySettings } from "../settings.ts";

const LOOK_INTERVAL_MS = 5_000;
/** Said again though nothing has changed: the server may have lost it. */
const REPEAT_AFTER_MS = 60_000;
const MOST_NODES = 1_000;
/** Free space changes with every event that is written. */
const DISK_STEP_BYTES = 256 * 1024 * 1024;

export interface ClusterReportSources {
  readonly ray: RaySettings;
  readonly sharedDirectory: string;
  readonly isRegistered: () => boolean;
  readonly send: (message: AgentToServer) => void;
}

/** Tells the server how the cluster is, whenever that changes. Owns its timer. */
export class ClusterReports {
  readonly #sources: ClusterReportSources;
  readonly #abort = new AbortController();
  readonly #api: RayApi;
  readonly #timer: NodeJS.Timeout;
  #looking = false;
  #said = "";
  #saidAt = -Infinity;

  constructor(sources: ClusterReportSources) {
    this.#sources = sources;
    this.#api = new RayApi(sources.ray.address, sources.ray.tokenPath, this.#abort.signal);
    this.#timer = setInterval(() => void this.#look(), LOOK_INTERVAL_MS);
  }

  /** After a registration: the server may be another one. */
  registered(): void {
    this.#said = "";
    void this.#look();
  }

  dispose(): void {
    clearInterval(this.#timer);
    this.#abort.abort();
  }

  async #look(): Promise<void> {
    if (this.#looking || !this.#sources.isRegistered()) return;
    this.#looking = true;
    try {
      const report = await this.#read();
      const text = JSON.stringify({ ...report, disk: report.disk === null ? null : coarse(report.disk) });
      const now = performance.now();
      if (text === this.#said && now - this.#saidAt < REPEAT_AFTER_MS) return;
      this.#sources.send({ type: "report", report });
      [this.#said, this.#saidAt] = [text, now];
    } finally {
      this.#looking = false;
    }
  }

  async #read(): Promise<ClusterReport> {
    const [nodes, disk] = await Promise.all([
      this.#api.nodes().catch((error: unknown) => {
        log(`Ray's nodes: ${(error as Error).message}`);
        return null;
      }),
      readDisk(this.#sources.sharedDirectory),
    ]);
    return { nodes: nodes === null ? null : described(nodes), disk };
  }
}

/** In one order; Ray keeps those that have died, of which nobody needs to hear. */
function described(nodes: readonly RayNode[]): RayNode[] {
  return nodes
    .filter(({ alive }) => alive)
    .map(({ id, address, isHead, alive, cpus, gpus, memoryBytes }) => {
      return { id, address, isHead, alive, cpus, gpus, memoryBytes };
    })
    .toSorted((a, b) => (a.id < b.id ? -1 : 1))
    .slice(0, MOST_NODES);
}

async function readDisk(directory: string): Promise<ClusterReport["disk"]> {
  try {
    const { bavail, blocks, bsize } = await statfs(directory);
    return { freeBytes: bavail * bsize, totalBytes: blocks * bsize };
  } catch {
    return null;
  }
}

function coarse({ freeBytes, totalBytes }: NonNullable<ClusterReport["disk"]>): number[] {
  return [Math.floor(freeBytes / DISK_STEP_BYTES), totalBytes];
}
