import { randomUUID } from "node:crypto";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { WebSocket, WebSocketServer } from "ws";
import { createDatabase, inTransaction, type Database } from "@arena/database/client";
import { createTestDatabase, type TestDatabase } from "@arena/database/test-database";
import type { CheckpointRemoval, ServerToAgent } from "@arena/workflows/contract/agent-protocol";
import { AgentRegistry } from "../../src/agents/agent-registry.ts";
import { ProbeRecords } from "../../src/agents/probe-records.ts";
import { HomeRecords } from "../../src/agents/home-records.ts";
import { seedCheckpoints, seedHome, type SeededHome } from "./seed-checkpoints.ts";

let test: TestDatabase;
let database: Database;
let records: HomeRecords;
let home: SeededHome;
beforeAll(async () => {
  test = await createTestDatabase();
  database = createDatabase(test.url, { maxConnections: 6 });
  records = new HomeRecords(database.pool);
});
afterAll(async () => {
  await database?.close();
  await test?.drop();
});
beforeEach(async () => {
  home = await seedHome(database.pool);
});

async function markDeleting(ids: readonly string[]): Promise<void> {
  await database.pool.query("UPDATE checkpoint SET state = 'DELETING' WHERE id = ANY($1::uuid[])", [ids]);
}
async function statesOf(ids: readonly string[]): Promise<string[]> {
  const { rows } = await database.pool.query<{ state: string }>(
    "SELECT state::text FROM checkpoint WHERE id = ANY($1::uuid[]) ORDER BY step",
    [ids],
  );
  return rows.map(({ state }) => state);
}

describe("the records of a home", () => {
  it("name what is to be removed: of this home, marked, and not gone yet", async () => {
    const [first, second, third] = await seedCheckpoints(database.pool, home, 3);
    const other = await seedHome(database.pool);
    const [foreign] = await seedCheckpoints(database.pool, other, 1);
    expect(await records.removalsOf(home.homeId)).toEqual([]);
    await markDeleting([first!, second!, foreign!]);
    const wanted = [
      { id: first, runId: home.runId, path: "step-1" },
      { id: second, runId: home.runId, path: "step-2" },
    ];
    const named = await records.removalsOf(home.homeId);
    expect(named.toSorted((a, b) => a.path.localeCompare(b.path))).toEqual(wanted);
    expect(await records.storeRemoved(home.homeId, [first!])).toBe(1);
    expect(await records.removalsOf(home.homeId)).toEqual([wanted[1]]);
    expect(await statesOf([first!, second!, third!])).toEqual(["DELETED", "DELETING", "LIVE"]);
  });

  it("take no word for a checkpoint that is not marked, of another home, or unknown; nor twice", async () => {
    const [live, marked] = await seedCheckpoints(database.pool, home, 2);
    const other = await seedHome(database.pool);
    await markDeleting([marked!]);
    expect(await records.storeRemoved(other.homeId, [live!, marked!])).toBe(0);
    expect(await records.storeRemoved(home.homeId, [live!, randomUUID()])).toBe(0);
    expect(await records.storeRemoved(home.homeId, [marked!])).toBe(1);
    expect(await records.storeRemoved(home.homeId, [marked!])).toBe(0);
    expect(await statesOf([live!, marked!])).toEqual(["LIVE", "DELETED"]);
  });
});

/** An agent's side of the socket: says what a test tells it to. */
class AgentSocket {
  readonly received: ServerToAgent[] = [];
  readonly #socket: WebSocket;

  constructor(url: string) {
    this.#socket = new WebSocket(url);
    this.#socket.on("message", (data) => this.received.push(JSON.parse(String(data)) as ServerToAgent));
  }

  async register(homeId: string): Promise<void> {
    await expect.poll(() => this.#socket.readyState).toBe(WebSocket.OPEN);
    const about = { machineId: "machine", bootId: "boot", hostname: "here", agentVersion: "1", runs: [] };
    this.say({ type: "register", protocol: 1, homeId, ...about });
    await expect.poll(() => this.received.some(({ type }) => type === "registered")).toBe(true);
  }

  say(message: unknown): void {
    this.#socket.send(JSON.stringify(message));
  }

  /** One list for each message. */
  get removals(): CheckpointRemoval[][] {
    return this.received.flatMap((message) => (message.type === "remove" ? [message.checkpoints] : []));
  }

  close(): void {
    this.#socket.terminate();
  }
}

describe("an agent's connection", () => {
  let http: Server;
  let registry: AgentRegistry;
  let agent: AgentSocket;
  const errors: unknown[] = [];
  let url = "";
  beforeEach(async () => {
    errors.length = 0;
    registry = new AgentRegistry(records, new ProbeRecords(database.pool), (error) => errors.push(error));
    await registry.start(test.url);
    http = createServer();
    const sockets = new WebSocketServer({ server: http });
    sockets.on("connection", (socket) => registry.accept(socket, home.resourceClassId));
    await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve));
    url = `ws://127.0.0.1:${(http.address() as AddressInfo).port}`;
    agent = new AgentSocket(url);
  });
  afterEach(async () => {
    agent.close();
    await registry.close();
    await new Promise((resolve) => http.close(resolve));
    expect(errors).toEqual([]);
  });

  it("is told at its registration, again at the next one, and no more once it has answered", async () => {
    const ids = await seedCheckpoints(database.pool, home, 2);
    await markDeleting(ids);
    await agent.register(home.homeId);
    await expect.poll(() => agent.removals.map((list) => list.length)).toEqual([2]);
    agent.close();
    agent = new AgentSocket(url);
    await agent.register(home.homeId);
    await expect.poll(() => agent.removals.map((list) => list.length)).toEqual([2]);
    agent.say({ type: "removed", ids: [ids[0]!] });
    await expect.poll(() => agent.removals.at(-1)?.map(({ id }) => id)).toEqual([ids[1]]);
    agent.say({ type: "removed", ids: [ids[1]!] });
    await expect.poll(() => statesOf(ids)).toEqual(["DELETED", "DELETED"]);
    expect(agent.removals).toHaveLength(2);
  });

  it("is told when a deletion is committed, once for each transaction", async () => {
    const ids = await seedCheckpoints(database.pool, home, 4);
    await agent.register(home.homeId);
    await inTransaction(database.pool, async (client) => {
      for (const id of ids.slice(0, 3)) {
        await client.query("UPDATE checkpoint SET state = 'DELETING' WHERE id = $1", [id]);
      }
    });
    await expect.poll(() => agent.removals.map((list) => list.length)).toEqual([3]);
    await markDeleting(ids.slice(3));
    await expect.poll(() => agent.removals.map((list) => list.length)).toEqual([3, 4]);
  });

  it("hears of more than one message holds, part by part", async () => {
    const ids = await seedCheckpoints(database.pool, home, 1_100);
    await markDeleting(ids);
    await agent.register(home.homeId);
    for (const length of [500, 500, 100]) {
      await expect.poll(() => agent.removals.at(-1)?.length).toBe(length);
      const last = agent.removals.length;
      agent.say({ type: "removed", ids: agent.removals.at(-1)!.map(({ id }) => id) });
      if (length === 500) await expect.poll(() => agent.removals.length).toBe(last + 1);
    }
    await expect.poll(() => records.removalsOf(home.homeId)).toEqual([]);
    expect(new Set(agent.removals.flat().map(({ id }) => id)).size).toBe(1_100);
  });
});
