import { cleanLine } from "./stage-log.ts";

const KEPT_BYTES = 4_000;

/** The end of what a stage says, for why it failed. */
export class OutputTail {
  #kept = Buffer.alloc(0);

  append(chunk: Buffer): void {
    this.#kept = Buffer.concat([this.#kept, chunk]).subarray(-KEPT_BYTES);
  }

  /** The last that says something; empty: nothing was said. */
  get lastLine(): string {
    const lines = this.#kept.toString("utf8").split("\n").map(cleanLine);
    return lines.findLast((line) => line.trim() !== "")?.trim() ?? "";
  }
}
