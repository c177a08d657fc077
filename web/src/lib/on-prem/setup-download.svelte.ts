import type { SetupType } from "@arena/sdk";

const TYPE_NAMES = { DOCKER_SWARM: "dockerSwarm", HELM: "helm" } as const;
const FALLBACK = "The setup could not be downloaded.";

/** One download of a class's setup, with how far it is. */
export class SetupDownload {
  busy = $state(false);
  receivedBytes = $state(0);
  /** Null: the server did not say. */
  totalBytes = $state<number | null>(null);
  fault = $state<string | null>(null);
  done = $state(false);

  async start(name: string, type: SetupType): Promise<boolean> {
    if (this.busy) return false;
    [this.busy, this.receivedBytes, this.totalBytes, this.fault, this.done] = [true, 0, null, null, false];
    try {
      const response = await fetch(setupAddress(name, type));
      if (!response.ok || response.body === null) throw new Error(await refusalOf(response));
      save(await this.#receive(response), fileNameOf(response));
      this.done = true;
    } catch (error) {
      this.fault = error instanceof TypeError ? "The server cannot be reached." : (error as Error).message;
    }
    this.busy = false;
    return this.done;
  }

  async #receive(response: Response): Promise<Blob> {
    const length = Number(response.headers.get("content-length"));
    this.totalBytes = length > 0 ? length : null;
    const parts: Uint8Array<ArrayBuffer>[] = [];
    const reader = response.body!.getReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return new Blob(parts, { type: "application/x-tar" });
      parts.push(value);
      this.receivedBytes += value.byteLength;
    }
  }
}

export function setupAddress(name: string, type: SetupType): string {
  const query = new URLSearchParams({ name, setupType: TYPE_NAMES[type], archivedType: "tar" });
  return `/api/cli/v1/on-prem/classes/deployment-setup?${query}`;
}

async function refusalOf(response: Response): Promise<string> {
  const body = (await response.json().catch(() => null)) as Record<string, unknown> | null;
  const words = body?.["detail"] ?? body?.["message"] ?? body?.["error"];
  return typeof words === "string" && words !== "" ? words : FALLBACK;
}

export function fileNameOf(response: Response): string {
  const disposition = response.headers.get("content-disposition") ?? "";
  return /filename="?([A-Za-z0-9._-]+)"?/.exec(disposition)?.[1] ?? "arena-train.tar";
}

function save(blob: Blob, fileName: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = fileName;
  link.click();
  URL.revokeObjectURL(link.href);
}
