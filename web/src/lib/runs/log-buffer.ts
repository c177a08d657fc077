import type { LogLine } from "./sdk-run.ts";

export interface LogFilter {
  /** Found anywhere in the message, letters of either case. */
  readonly text: string;
  /** The least severe that is shown; null shows all. */
  readonly level: LogLevel | null;
  /** UTC milliseconds, inclusive; left out, all times are shown. */
  readonly fromMs?: number | null;
  readonly toMs?: number | null;
}
export const LOG_LEVELS = ["debug", "info", "warn", "error"] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** The newest lines of a run, bounded; the oldest go first. Lines come in order and are told once. */
export class LogBuffer {
  readonly #capacity: number;
  #lines: LogLine[] = [];
  #dropped = 0;
  #lastSequence = 0;

  constructor(capacity = 5_000) {
    this.#capacity = capacity;
  }

  get lines(): readonly LogLine[] {
    return this.#lines;
  }
  /** How many older lines are no longer held. */
  get dropped(): number {
    return this.#dropped;
  }
  get lastSequence(): number {
    return this.#lastSequence;
  }

  load(lines: readonly LogLine[]): void {
    this.#lines = [];
    this.#dropped = Math.max(0, (lines[0]?.sequence ?? 1) - 1);
    this.#lastSequence = 0;
    this.append(lines);
  }

  append(lines: readonly LogLine[]): void {
    const fresh = lines.filter((line) => line.sequence > this.#lastSequence);
    if (fresh.length === 0) return;
    this.#lastSequence = fresh.at(-1)!.sequence;
    this.#lines.push(...fresh);
    const over = this.#lines.length - this.#capacity;
    if (over <= 0) return;
    // Not a line at a time: a tenth is cut at once, so that a flood of lines does not move the whole array for each.
    const cut = over + Math.floor(this.#capacity / 10);
    this.#lines.splice(0, cut);
    this.#dropped += cut;
  }

  /** Older lines that were read afterwards; only up to the capacity. */
  prepend(lines: readonly LogLine[]): void {
    const first = this.#lines[0]?.sequence ?? Infinity;
    const older = lines
      .filter((line) => line.sequence < first)
      .slice(-Math.max(0, this.#capacity - this.#lines.length));
    this.#lines = [...older, ...this.#lines];
    this.#dropped = Math.max(0, (this.#lines[0]?.sequence ?? 1) - 1);
  }

  find(filter: LogFilter): readonly LogLine[] {
    const text = filter.text.trim().toLowerCase();
    const least = filter.level === null ? 0 : LOG_LEVELS.indexOf(filter.level);
    const [from, to] = [filter.fromMs ?? -Infinity, filter.toMs ?? Infinity];
    const anyTime = from === -Infinity && to === Infinity;
    if (text === "" && least === 0 && anyTime) return this.#lines;
    return this.#lines.filter(
      (line) =>
        severityOf(line.level) >= least &&
        (text === "" || line.message.toLowerCase().includes(text)) &&
        (anyTime || isWithin(Date.parse(line.at), from, to)),
    );
  }
}

function isWithin(value: number, from: number, to: number): boolean {
  return value >= from && value <= to;
}

/** What a trainer calls otherwise counts as information. */
function severityOf(level: string): number {
  const at = LOG_LEVELS.indexOf(level.toLowerCase() as LogLevel);
  return at < 0 ? LOG_LEVELS.indexOf("info") : at;
}
