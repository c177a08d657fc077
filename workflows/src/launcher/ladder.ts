import { severityOf, type LadderGraces, type RungName } from "../contract/halt.ts";
import type { StopRecord } from "./run-records.ts";
import type { RungJournal } from "./rung-journal.ts";

const CLIMB = ["CHECKPOINT", "SIGTERM", "SIGKILL"] as const satisfies readonly RungName[];
type Rung = (typeof CLIMB)[number];

/** What the rungs do to the trainer. */
export interface LadderActions {
  readonly askToSave: (haltId: string) => void;
  readonly signalGroup: (signal: "SIGTERM" | "SIGKILL") => void;
  /** The last rung has run out and the trainer is still there. */
  readonly giveUp: () => void;
}

/**
 * The halt ladder. Timers run on the monotonic clock, so that a clock that is set neither shortens nor lengthens a
 * grace. Severity only rises: a milder or equal request changes nothing.
 */
export class Ladder {
  readonly #actions: LadderActions;
  readonly #journal: RungJournal;
  #stop: StopRecord | null = null;
  #lit = -1;
  #timer: NodeJS.Timeout | null = null;
  #closed = false;

  constructor(actions: LadderActions, journal: RungJournal) {
    this.#actions = actions;
    this.#journal = journal;
  }

  get stop(): StopRecord | null {
    return this.#stop;
  }

  request(stop: StopRecord): void {
    const wanted = severityOf(stop.mode) - 1;
    if (this.#closed || (this.#stop !== null && severityOf(this.#stop.mode) >= severityOf(stop.mode))) return;
    this.#stop = stop;
    if (wanted <= this.#lit) return;
    const from = Math.max(this.#lit, 0);
    this.#light(wanted);
    for (let index = from; index < wanted; index += 1) this.#journal.skip(CLIMB[index]!);
    this.#journal.light(CLIMB[wanted]!);
  }

  /** The trainer is gone. */
  close(): void {
    this.#closed = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    if (this.#lit >= 0) this.#journal.putOut(CLIMB[this.#lit]!, "DONE");
  }

  /** The trainer learns of it first, the journal after: writing that down waits for the disk. */
  #light(index: number): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#lit = index;
    const rung = CLIMB[index]!;
    this.#act(rung);
    this.#timer = setTimeout(() => this.#expire(), graceMsOf(rung, this.#stop!.graces));
  }

  #act(rung: Rung): void {
    if (rung === "CHECKPOINT") this.#actions.askToSave(this.#stop!.haltId);
    else this.#actions.signalGroup(rung);
  }

  #expire(): void {
    const index = this.#lit;
    const next = CLIMB[index + 1];
    if (next === undefined) this.#closed = true;
    else this.#light(index + 1);
    this.#journal.putOut(CLIMB[index]!, "EXPIRED");
    if (next === undefined) this.#actions.giveUp();
    else this.#journal.light(next);
  }
}

function graceMsOf(rung: Rung, graces: LadderGraces): number {
  if (rung === "CHECKPOINT") return graces.checkpointMs;
  return rung === "SIGTERM" ? graces.sigtermMs : graces.sigkillMs;
}
