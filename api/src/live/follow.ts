import type { Sequenced, Tail } from "./tail.ts";

export interface LiveBatch<Snapshot, Event> {
  /** The newest sequence that this batch covers: ask with it as `afterSequence` to go on. */
  readonly sequence: number;
  /** The log had been trimmed beyond `afterSequence`; the snapshot stands for what is missing. */
  readonly missed: boolean;
  readonly snapshot: Snapshot | null;
  readonly events: readonly Event[];
}

export interface Followed<Snapshot, Event extends Sequenced> {
  readonly tail: Tail<Event>;
  readonly after: (sequence: number) => Promise<readonly Event[] | null>;
  /** Snapshot and the sequence it stands for, read in one transaction. */
  readonly snapshot: () => Promise<{ sequence: number; snapshot: Snapshot }>;
  readonly afterSequence: number | null;
  /** Asked before each batch: false ends the subscription (a person who was removed). */
  readonly stillAllowed: () => Promise<boolean>;
  readonly dispose: () => void;
}

/**
 * First a snapshot (or what was missed since `afterSequence`), then batches as they come. Written by hand rather than as
 * a generator: `return()` of a generator waits for its pending `await`, so a quiet subscription would never be let go.
 */
export function follow<Snapshot, Event extends Sequenced>(
  given: Followed<Snapshot, Event>,
): AsyncIterableIterator<LiveBatch<Snapshot, Event>> {
  let cursor: number | null = null;
  let closed = false;
  let release = (): void => undefined;

  const close = (): void => {
    if (closed) return;
    closed = true;
    release();
    given.dispose();
  };

  const fromSnapshot = async (missed: boolean): Promise<LiveBatch<Snapshot, Event>> => {
    const { sequence, snapshot } = await given.snapshot();
    cursor = sequence;
    return { sequence, missed, snapshot, events: [] };
  };

  const first = async (): Promise<LiveBatch<Snapshot, Event>> => {
    await given.tail.start();
    const asked = given.afterSequence;
    if (asked === null || asked < 0) return fromSnapshot(false);
    // Further than the subject ever was: a sequence of another installation or of a restored copy.
    if (asked > given.tail.last) return fromSnapshot(true);
    const events = asked === given.tail.last ? [] : await given.after(asked);
    if (events === null) return fromSnapshot(true);
    cursor = events.at(-1)?.sequence ?? asked;
    return { sequence: cursor, missed: false, snapshot: null, events };
  };

  const later = async (from: number): Promise<LiveBatch<Snapshot, Event> | null> => {
    while (!closed) {
      const events = given.tail.ringAfter(from) ?? (await given.after(from));
      if (events === null) return fromSnapshot(true);
      const last = events.at(-1);
      if (last !== undefined) {
        cursor = last.sequence;
        return { sequence: last.sequence, missed: false, snapshot: null, events };
      }
      const waiting = given.tail.waitBeyond(from);
      release = waiting.release;
      await waiting.promise;
    }
    return null;
  };

  const iterator: AsyncIterableIterator<LiveBatch<Snapshot, Event>> = {
    [Symbol.asyncIterator]: () => iterator,
    async next() {
      try {
        const batch = closed ? null : cursor === null ? await first() : await later(cursor);
        if (batch !== null && !closed && (await given.stillAllowed())) return { done: false, value: batch };
      } catch (error) {
        close();
        throw error;
      }
      close();
      return { done: true, value: undefined };
    },
    async return() {
      close();
      return { done: true, value: undefined };
    },
  };
  return iterator;
}
