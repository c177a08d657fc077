import type { RungName, RungOutcome, RungRecord } from "../contract/halt.ts";
import { appendDurably } from "./write-file.ts";

/** The ladder's rungs, a line when one is lit and a line when it is out. */
export class RungJournal {
  readonly #path: string;
  readonly #rungs = new Map<RungName, RungRecord>();

  constructor(path: string) {
    this.#path = path;
  }

  get rungs(): RungRecord[] {
    return [...this.#rungs.values()];
  }

  light(name: RungName): void {
    this.#append({ name, startedAt: now(), endedAt: null, outcome: null });
  }

  putOut(name: RungName, outcome: RungOutcome): void {
    const lit = this.#rungs.get(name);
    if (lit === undefined || lit.outcome !== null) return;
    this.#append({ ...lit, endedAt: now(), outcome });
  }

  /** A rung that a more severe halt left out. */
  skip(name: RungName): void {
    if (this.#rungs.has(name)) {
      this.putOut(name, "SKIPPED");
      return;
    }
    const at = now();
    this.#append({ name, startedAt: at, endedAt: at, outcome: "SKIPPED" });
  }

  #append(rung: RungRecord): void {
    this.#rungs.set(rung.name, rung);
    appendDurably(this.#path, `${JSON.stringify(rung)}\n`);
  }
}

function now(): string {
  return new Date().toISOString();
}
