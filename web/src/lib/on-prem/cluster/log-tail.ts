import type { ClusterLogLine } from "@arena/sdk";

/** As many as the server answers with, and as many as are kept here. */
export const MOST_LINES = 5_000;

export interface LogEvent {
  readonly stage: ClusterLogLine["stage"];
  readonly lines: readonly string[];
  readonly at: string;
}

/** Adds what came live, unless what was read has it already: all lines of an event have its time. */
export function appendLines(
  known: readonly ClusterLogLine[],
  { stage, lines, at }: LogEvent,
): readonly ClusterLogLine[] {
  const last = lines.at(-1);
  if (last === undefined) return known;
  const isKnown = known.some((line) => line.at === at && line.stage === stage && line.text === last);
  if (isKnown) return known;
  return [...known, ...lines.map((text) => ({ stage, text, at }))].slice(-MOST_LINES);
}

/** How many lines came in before those that were known; none when the end has moved. */
export function earlierLines(before: readonly ClusterLogLine[], after: readonly ClusterLogLine[]): number {
  const [old, last] = [before.at(-1), after.at(-1)];
  const isSameEnd = old !== undefined && last !== undefined && old.at === last.at && old.text === last.text;
  return isSameEnd ? Math.max(0, after.length - before.length) : 0;
}
