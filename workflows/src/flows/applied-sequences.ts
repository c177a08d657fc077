import type { AppliedSequences } from "./run-state.ts";

const NONE: AppliedSequences = { upTo: 0, beyond: [] };

export function isApplied(applied: AppliedSequences = NONE, sequence: number): boolean {
  return sequence <= applied.upTo || applied.beyond.includes(sequence);
}

/** Sequences of the events source have holes, since only some events are facts; so nothing is assumed about gaps. */
export function withApplied(applied: AppliedSequences = NONE, sequence: number): AppliedSequences {
  const beyond = [...applied.beyond, sequence].sort((a, b) => a - b);
  let upTo = applied.upTo;
  while (beyond[0] === upTo + 1) upTo = beyond.shift()!;
  return { upTo, beyond };
}
