import { ArenaTransportError } from "../errors.ts";
import type { ConnectionMonitor } from "./connection-monitor.ts";
import { pause } from "./pause.ts";
import { untilAborted } from "./until-aborted.ts";

/** What every subscription yields: first a snapshot (null when `afterSequence` could be honoured), then batches. */
export interface LiveMessage<Snapshot, Event> {
  /** Rises, without gaps over the whole subject. */
  readonly sequence: number;
  /** True: what lies between `afterSequence` and the snapshot is no longer kept; start from the snapshot. */
  readonly missed: boolean;
  readonly snapshot: Snapshot | null;
  readonly events: readonly Event[];
}

export interface FollowOptions<Snapshot, Event> {
  /** One subscription from a sequence on; throws when it is lost. */
  readonly subscribe: (afterSequence: number | null) => AsyncIterable<LiveMessage<Snapshot, Event>>;
  readonly sequenceOf: (event: Event) => number;
  /** Whether the subject has ended with this message, so that nothing will follow. */
  readonly isLast: (message: LiveMessage<Snapshot, Event>) => boolean;
  readonly afterSequence: number | null;
  readonly signal: AbortSignal | undefined;
  readonly monitor: ConnectionMonitor;
}

const FIRST_BACKOFF_MS = 100;
const LAST_BACKOFF_MS = 5_000;
/** Codes that a repeat may mend; every other one (who may not, what does not exist) is final. */
const PASSING_CODES = new Set(["NETWORK", "TIMEOUT", "INTERNAL", "RATE_LIMITED"]);

/**
 * Follows a subject over dropped sockets: subscribes again after the last sequence that it has given, drops what it has
 * given already, and says `missed` when the server could not replay. No gap, nothing twice.
 */
export async function* followSequence<Snapshot, Event>(
  options: FollowOptions<Snapshot, Event>,
): AsyncGenerator<LiveMessage<Snapshot, Event>> {
  const leave = options.monitor.enter();
  try {
    yield* followUntilEnd(options);
  } finally {
    leave();
  }
}

async function* followUntilEnd<Snapshot, Event>(
  options: FollowOptions<Snapshot, Event>,
): AsyncGenerator<LiveMessage<Snapshot, Event>> {
  const { signal, monitor } = options;
  let after = options.afterSequence;
  let backoffMs = FIRST_BACKOFF_MS;
  while (!signal?.aborted) {
    try {
      for await (const message of untilAborted(options.subscribe(after), signal)) {
        backoffMs = FIRST_BACKOFF_MS;
        monitor.up();
        const fresh = withoutKnown(message, after, options.sequenceOf);
        // A snapshot may stand before what was known: the server was restored from a copy, and counts on from there.
        after = message.snapshot === null ? Math.max(after ?? 0, message.sequence) : message.sequence;
        if (fresh) yield fresh;
        if (options.isLast(message)) return;
      }
    } catch (error) {
      if (signal?.aborted) return;
      if (error instanceof ArenaTransportError && !PASSING_CODES.has(error.code)) throw error;
      monitor.down();
    }
    await pause(backoffMs * (0.5 + Math.random() / 2), signal);
    backoffMs = Math.min(backoffMs * 2, LAST_BACKOFF_MS);
  }
}

function withoutKnown<Snapshot, Event>(
  message: LiveMessage<Snapshot, Event>,
  after: number | null,
  sequenceOf: (event: Event) => number,
): LiveMessage<Snapshot, Event> | null {
  if (message.snapshot !== null || after === null) return message;
  const events = message.events.filter((event) => sequenceOf(event) > after);
  return events.length > 0 || message.sequence > after ? { ...message, events } : null;
}
