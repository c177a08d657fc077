import type { ChildProcess } from "node:child_process";
import path from "node:path";
import { createInterface } from "node:readline";
import type { Machine, NetworkBed } from "./network-bed.ts";

interface Answer {
  readonly atMs: number;
  readonly endedAtMs: number;
  /** Null for a good answer. */
  readonly fault: string | null;
}

/** A stream of short requests from a machine, each on a connection of its own. */
export class RequestStream {
  readonly answers: Answer[] = [];
  readonly #child: ChildProcess;

  constructor(bed: NetworkBed, machine: Machine, url: string) {
    const program = path.join(import.meta.dirname, "send-requests.ts");
    this.#child = bed.start(machine, [process.execPath, program, url]);
    if (this.#child.stdout === null) throw new Error("the stream has no output");
    createInterface(this.#child.stdout).on("line", (line) => this.answers.push(JSON.parse(line) as Answer));
  }

  get faults(): Answer[] {
    return this.answers.filter(({ fault }) => fault !== null);
  }

  goodSince(atMs: number): number {
    return this.answers.filter((answer) => answer.fault === null && answer.atMs >= atMs).length;
  }

  faultsSince(atMs: number): number {
    return this.faults.filter((answer) => answer.atMs >= atMs).length;
  }

  stop(): void {
    this.#child.kill("SIGKILL");
  }
}
