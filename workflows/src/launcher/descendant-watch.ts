import { readdirSync, readFileSync } from "node:fs";
import { isGone, readProcessStatus } from "./process-identity.ts";
import { writeAtOnce } from "./write-file.ts";

/**
 * Remembers the trainer's descendants while their parents still live: one that later detaches itself, without the
 * run's marker and in a session of its own, can be found in no other way.
 */
export class DescendantWatch {
  readonly #rootPid: number;
  readonly #path: string;
  #written = "[]";
  readonly #seen = new Map<number, number>();

  constructor(rootPid: number, path: string) {
    this.#rootPid = rootPid;
    this.#path = path;
  }

  get seen(): ReadonlyMap<number, number> {
    return this.#seen;
  }

  look(): void {
    for (const [pid, startTimeTicks] of this.#seen) {
      const status = readProcessStatus(pid);
      if (isGone(status) || status?.startTimeTicks !== startTimeTicks) this.#seen.delete(pid);
    }
    const queue = [this.#rootPid, ...this.#seen.keys()];
    const visited = new Set<number>();
    for (let pid = queue.pop(); pid !== undefined; pid = queue.pop()) {
      if (visited.has(pid)) continue;
      visited.add(pid);
      for (const child of childrenOf(pid)) {
        const status = readProcessStatus(child);
        if (status === null) continue;
        this.#seen.set(child, status.startTimeTicks);
        queue.push(child);
      }
    }
    this.#write();
  }

  #write(): void {
    const text = JSON.stringify([...this.#seen]);
    if (text === this.#written) return;
    this.#written = text;
    writeAtOnce(this.#path, text);
  }
}

function childrenOf(pid: number): number[] {
  try {
    return readdirSync(`/proc/${pid}/task`).flatMap((task) => {
      const text = readFileSync(`/proc/${pid}/task/${task}/children`, "latin1").trim();
      return text === "" ? [] : text.split(" ").map(Number);
    });
  } catch {
    return [];
  }
}
