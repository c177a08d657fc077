import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createClient, type ArenaClient, type MetricsMessage, type RunMessage } from "../src/index.ts";
import { LiveServer } from "./live-server.ts";
import { until } from "./until.ts";

let server: LiveServer;
let client: ArenaClient;
beforeEach(async () => {
  server = await LiveServer.start();
  client = createClient({ url: server.url, apiKey: "arena_pat_test" });
});
afterEach(async () => {
  await client.close();
  await server.stop();
});

const story = (kind: string, payload: unknown = {}) => ({ kind, payload, at: "2026-01-01T00:00:00.000Z" });
const points = (step: number) => ({ series: [{ name: "score", steps: [step], values: [step / 10] }] });
const range = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, index) => from + index);

/** Reads in the background, so that the test can act on the server meanwhile. */
function collect<Message>(messages: AsyncIterable<Message>) {
  const collected: Message[] = [];
  let failure: unknown = null;
  const ended = (async () => {
    for await (const message of messages) collected.push(message);
  })().catch((error: unknown) => (failure = error));
  return { collected, ended, failure: () => failure };
}
const sequences = (messages: readonly (RunMessage | MetricsMessage)[]): number[] =>
  messages.flatMap(({ events }) => events.map((event: { sequence: number }) => event.sequence));

describe("followRun", () => {
  it("gives each event once and in order over dropped sockets and repetitions, and ends with the run", async () => {
    server.repeated = 2;
    const { collected, ended } = collect(client.followRun("run", { afterSequence: 0 }));
    for (const sequence of range(1, 12)) {
      server.append(story("NOTE"));
      if (sequence % 4 !== 0) continue;
      await until(() => sequences(collected).at(-1) === sequence, `event ${sequence}`);
      server.dropSockets();
    }
    server.append(story("STATUS", { status: "SUCCEEDED" }));
    await ended;
    expect(sequences(collected)).toEqual(range(1, 13));
    expect(server.asked).toEqual([0, 4, 8, 12]);
    await until(() => server.socketCount === 0, "the socket to be closed after the last subscription");
  });

  it("loses nothing of what happens while nobody may connect, and tells that it is down and up again", async () => {
    const states: (number | null)[] = [];
    client.onConnectionChange(({ downSince }) => states.push(downSince));
    const { collected, ended } = collect(client.followRun("run", { afterSequence: 0 }));
    server.append(story("NOTE"));
    await until(() => collected.length > 0 && sequences(collected).includes(1), "the first event");
    server.isRefusing = true;
    server.dropSockets();
    await until(() => server.refused >= 3, "three refusals");
    for (const _ of range(2, 6)) server.append(story("NOTE"));
    server.append(story("STATUS", { status: "FAILED" }));
    server.isRefusing = false;
    await ended;
    expect(sequences(collected)).toEqual(range(1, 7));
    expect(states).toEqual([null, expect.any(Number), null]);
  });

  it("says that events are missing when the log was trimmed meanwhile, and goes on after the snapshot", async () => {
    const { collected, ended } = collect(client.followRun("run", { afterSequence: 0 }));
    server.append(story("NOTE"));
    await until(() => sequences(collected).includes(1), "the first event");
    server.isRefusing = true;
    server.dropSockets();
    await until(() => server.refused >= 1, "a refusal");
    for (const _ of range(2, 9)) server.append(story("NOTE"));
    server.trim();
    server.isRefusing = false;
    await until(() => collected.some(({ missed }) => missed), "the snapshot");
    server.append(story("STATUS", { status: "STOPPED" }));
    await ended;
    expect(collected.find(({ missed }) => missed)).toMatchObject({ sequence: 9, snapshot: { status: "RUNNING" } });
    expect(sequences(collected)).toEqual([1, 10]);
  });

  it("goes on from the snapshot of a server that was restored from a copy, and does not take news for old", async () => {
    const { collected, ended } = collect(client.followRun("run", { afterSequence: 0 }));
    for (const _ of range(1, 5)) server.append(story("NOTE"));
    await until(() => sequences(collected).at(-1) === 5, "five events");
    server.isRefusing = true;
    server.dropSockets();
    await until(() => server.refused >= 1, "a refusal");
    server.restore(2);
    server.isRefusing = false;
    await until(() => collected.at(-1)?.missed === true, "the snapshot");
    server.append(story("STATUS", { status: "STOPPED" }));
    await ended;
    expect(collected.slice(-2).map(({ sequence }) => sequence)).toEqual([2, 3]);
  });

  it("subscribes again after its last event when the server closes the socket as if all were well", async () => {
    const { collected, ended } = collect(client.followRun("run", { afterSequence: 0 }));
    for (const _ of range(1, 3)) server.append(story("NOTE"));
    await until(() => sequences(collected).at(-1) === 3, "three events");
    server.closeSockets(1000, "Normal Closure");
    await until(() => server.asked.length === 2, "the second subscription");
    server.append(story("STATUS", { status: "SUCCEEDED" }));
    await ended;
    expect(server.asked).toEqual([0, 3]);
    expect(sequences(collected)).toEqual(range(1, 4));
  });

  it("ends when the first snapshot says that the run has ended", async () => {
    server.snapshot = { id: "run", status: "STOPPED" };
    const { collected, ended } = collect(client.followRun("run"));
    await ended;
    expect(collected).toHaveLength(1);
    expect(server.parameters).toEqual([{ authorization: "Bearer arena_pat_test" }]);
  });
});

describe("watchMetrics", () => {
  it("gives every point once over dropped sockets", async () => {
    server.snapshot = [];
    server.repeated = 3;
    const { collected, ended } = collect(client.watchMetrics("run", { names: ["score"], maxPoints: 100 }));
    await until(() => collected.length === 1, "the snapshot");
    for (const step of range(1, 9)) {
      server.append(points(step));
      if (step % 3 === 0) server.dropSockets();
      await until(() => server.subscriberCount === 1, "the subscription");
    }
    await until(() => sequences(collected).at(-1) === 9, "all points");
    expect(collected.flatMap(({ events }) => events.flatMap(({ series }) => series[0]!.steps))).toEqual(range(1, 9));
    await client.close();
    await ended;
  });
});

describe("the end of what is followed", () => {
  it("comes at once with an abort signal, and the server is told, while another goes on over the same socket", async () => {
    const abort = new AbortController();
    const quiet = collect(client.watchLogs("run", { afterSequence: 0, signal: abort.signal }));
    const other = collect(client.followRun("run", { afterSequence: 0 }));
    await until(() => server.subscriberCount === 2, "two subscriptions");
    abort.abort();
    await quiet.ended;
    expect(quiet.failure()).toBeNull();
    await until(() => server.subscriberCount === 1, "the server to let go of it");
    server.append(story("STATUS", { status: "SUCCEEDED" }));
    await other.ended;
    expect(server.asked).toEqual([0, 0]);
  });

  it("comes when the reader breaks off, and the server is told", async () => {
    server.append(story("NOTE"));
    for await (const _ of client.followRun("run", { afterSequence: 0 })) break;
    await until(() => server.subscriberCount === 0 && server.socketCount === 0, "the server to let go of it");
  });

  it("comes with close, for everything, whatever state it is in", async () => {
    const all = [client.followRun("run"), client.watchMetrics("run"), client.watchLogs("run")].map((each) =>
      collect<unknown>(each),
    );
    await until(() => server.subscriberCount === 3, "three subscriptions");
    await client.close();
    await Promise.all(all.map(({ ended }) => ended));
    expect(all.map(({ failure }) => failure())).toEqual([null, null, null]);
    await until(() => server.socketCount === 0, "the socket to be closed");
  });

  it("comes with close while the server cannot be reached, and nobody is told of an outage any more", async () => {
    server.isRefusing = true;
    let downSince: number | null = null;
    client.onConnectionChange((state) => (downSince = state.downSince));
    const { ended } = collect(client.followRun("run"));
    await until(() => downSince !== null, "the outage to be noticed");
    await client.close();
    await ended;
    expect(downSince).toBeNull();
  });
});

describe("a refusal", () => {
  it.each([
    { code: "UNAUTHENTICATED", when: "before" },
    { code: "COMPLEXITY_EXCEEDED", when: "before" },
    { code: "UNAUTHENTICATED", when: "while" },
    { code: "NOT_FOUND", when: "while" },
  ] as const)("of $code $when it is carried out is thrown and not tried again", async ({ code, when }) => {
    server.refusals.push({ code, when });
    const { ended, failure } = collect(client.followRun("run"));
    await ended;
    expect(failure()).toMatchObject({ name: "ArenaTransportError", code, message: `refused: ${code}` });
    expect(server.asked).toEqual([]);
  });

  it.each([4401, 4403])("of the whole socket with %i is thrown and not tried again", async (closeCode) => {
    const { ended, failure } = collect(client.followRun("run"));
    await until(() => server.subscriberCount === 1, "the subscription");
    server.closeSockets(closeCode, "Unauthorized");
    await ended;
    expect(failure()).toMatchObject({ code: "UNAUTHENTICATED" });
  });

  it("that may pass is tried again", async () => {
    server.refusals.push({ code: "INTERNAL", when: "while" }, { code: "RATE_LIMITED", when: "before" });
    server.snapshot = { id: "run", status: "STOPPED" };
    const { collected, ended, failure } = collect(client.followRun("run"));
    await ended;
    expect(failure()).toBeNull();
    expect(collected).toHaveLength(1);
  });
});
