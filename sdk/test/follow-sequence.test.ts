import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ArenaTransportError } from "../src/errors.ts";
import { ConnectionMonitor } from "../src/live/connection-monitor.ts";
import { followSequence, type LiveMessage } from "../src/live/follow-sequence.ts";

interface Event {
  readonly sequence: number;
}
type Message = LiveMessage<string, Event>;

const batch = (sequence: number, ...events: number[]): Message => ({
  sequence,
  missed: false,
  snapshot: null,
  events: events.map((event) => ({ sequence: event })),
});

/** A server of `total` events that drops the socket after each number of batches, and repeats up to `overlap` events. */
function serverThatDrops(
  total: number,
  drops: readonly number[],
  overlap: number,
): (after: number | null) => AsyncIterable<Message> {
  let connection = 0;
  return async function* (after) {
    const allowed = drops[connection++] ?? Infinity;
    let next = Math.max(1, (after ?? 0) + 1 - overlap);
    for (let sent = 0; next <= total; sent += 1, next += 1) {
      if (sent >= allowed) throw new ArenaTransportError("NETWORK", "dropped");
      yield batch(next, next);
    }
  };
}

async function collect(messages: AsyncIterable<Message>): Promise<number[]> {
  const seen: number[] = [];
  for await (const message of messages) seen.push(...message.events.map((event) => event.sequence));
  return seen;
}

const follow = (
  subscribe: (after: number | null) => AsyncIterable<Message>,
  total: number,
  monitor = new ConnectionMonitor(),
  signal?: AbortSignal,
) =>
  followSequence<string, Event>({
    subscribe,
    monitor,
    signal,
    afterSequence: null,
    sequenceOf: (event) => event.sequence,
    isLast: (message) => message.sequence >= total,
  });

describe("followSequence", () => {
  it("gives every event once and in order, however often the socket drops", { timeout: 60_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 20 }),
        fc.array(fc.integer({ min: 0, max: 5 }), { maxLength: 3 }),
        fc.integer({ min: 0, max: 4 }),
        async (total, drops, overlap) => {
          const seen = await collect(follow(serverThatDrops(total, drops, overlap), total));
          expect(seen).toEqual(Array.from({ length: total }, (_, index) => index + 1));
        },
      ),
      { numRuns: 30 },
    );
  });

  it("goes on after the last sequence, and passes a snapshot on when the server could not replay", async () => {
    const asked: (number | null)[] = [];
    const subscribe = async function* (after: number | null): AsyncGenerator<Message> {
      asked.push(after);
      if (asked.length === 1) {
        yield { sequence: 7, missed: false, snapshot: "first", events: [] };
        throw new ArenaTransportError("NETWORK", "dropped");
      }
      yield { sequence: 9, missed: true, snapshot: "again", events: [] };
    };
    const seen: Message[] = [];
    for await (const message of follow(subscribe, 9)) seen.push(message);
    expect(asked).toEqual([null, 7]);
    expect(seen.map((message) => [message.snapshot, message.missed])).toEqual([
      ["first", false],
      ["again", true],
    ]);
  });

  it("says since when it is down, and that it is up again", async () => {
    const monitor = new ConnectionMonitor();
    const states: boolean[] = [];
    monitor.listen((state) => states.push(state.downSince === null));
    await collect(follow(serverThatDrops(3, [1], 0), 3, monitor));
    expect(states).toEqual([true, false, true]);
  });

  it("throws what a repeat cannot mend", async () => {
    const refuse = async function* (): AsyncGenerator<Message> {
      throw new ArenaTransportError("UNAUTHENTICATED", "sign in");
    };
    await expect(collect(follow(refuse, 1))).rejects.toThrow("sign in");
  });

  it("ends at once when it is aborted while nothing comes, and unsubscribes", async () => {
    const abort = new AbortController();
    let unsubscribed = false;
    const silent = (): AsyncIterable<Message> => ({
      [Symbol.asyncIterator]: () => ({
        next: () => new Promise(() => abort.abort()),
        return: async () => {
          unsubscribed = true;
          return { done: true, value: undefined };
        },
      }),
    });
    expect(await collect(follow(silent, 1, new ConnectionMonitor(), abort.signal))).toEqual([]);
    expect(unsubscribed).toBe(true);
  });
});
