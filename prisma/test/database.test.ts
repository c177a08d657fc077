import { randomUUID } from "node:crypto";
import { readdirSync } from "node:fs";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { STATUS_MOVES } from "../../workflows/src/contract/status.ts";
import { createDatabase, inTransaction, type Database } from "../src/client.ts";
import { listen } from "../src/listen.ts";
import { appendLogs, readLogs } from "../src/logs.ts";
import { migrate } from "../src/migrate.ts";
import { appendProjectEvent, appendRunEvent, readProjectEvents, readRunEvents } from "../src/run-events.ts";
import { createEmptyDatabase, createTestDatabase, type TestDatabase } from "../src/test-database.ts";
import { seedRun } from "./seed-run.ts";

let home: TestDatabase;
let database: Database;
beforeAll(async () => {
  home = await createTestDatabase();
  database = createDatabase(home.url);
});
afterAll(async () => {
  await database?.close();
  await home?.drop();
});

describe("migrate", () => {
  test("applies once, also when two start at once", async () => {
    const empty = await createEmptyDatabase();
    try {
      const [first, second] = await Promise.all([migrate(empty.url), migrate(empty.url)]);
      const folder = new URL("../migrations/", import.meta.url);
      expect([...first, ...second]).toEqual(readdirSync(folder).filter((name) => /^\d/.test(name)));
      expect(await migrate(empty.url)).toEqual([]);
    } finally {
      await empty.drop();
    }
  });

  test("says in a sentence that the database is out of reach", async () => {
    await expect(migrate("postgres://postgres@127.0.0.1:1/none")).rejects.toThrow("Cannot reach the database");
  });
});

describe("what the database checks itself", () => {
  test("has the contract's table of moves", async () => {
    const { rows } = await database.pool.query<{ move: string }>(
      "SELECT from_status || ' ' || to_status AS move FROM status_move",
    );
    const moves = Object.entries(STATUS_MOVES).flatMap(([from, all]) => all.map((to) => `${from} ${to}`));
    expect(rows.map((row) => row.move).sort()).toEqual(moves.sort());
  });

  test("refuses moves outside the table, and any move of an ended run", async () => {
    const { runId, experimentId } = await seedRun(database.pool);
    const set = (table: string, id: string, status: string) =>
      database.pool.query(`UPDATE ${table} SET status = $2 WHERE id = $1`, [id, status]);
    await expect(set("experiment", experimentId, "RUNNING")).rejects.toMatchObject({ code: "AR001" });
    await expect(set("run", runId, "SUCCEEDED")).rejects.toMatchObject({ code: "AR001" });
    await set("run", runId, "RUNNING");
    await set("run", runId, "SUCCEEDED");
    await expect(set("run", runId, "PENDING")).rejects.toMatchObject({ code: "AR001" });
  });

  test("keeps a receipt but for its reconciliation", async () => {
    const { runId } = await seedRun(database.pool);
    const set = (receipt: object | null) =>
      database.pool.query("UPDATE run SET receipt = $2 WHERE id = $1", [runId, receipt && JSON.stringify(receipt)]);
    await set({ step: 1 });
    await set({ step: 1, reconciliation: "late" });
    await expect(set({ step: 2 })).rejects.toMatchObject({ code: "AR002" });
    await expect(set(null)).rejects.toMatchObject({ code: "AR002" });
  });

  test("never lowers a halt, and never changes an activity record", async () => {
    const { runId } = await seedRun(database.pool);
    await database.pool.query(`INSERT INTO run_intent (run_id, desired) VALUES ($1, 'WAIT')`, [runId]);
    const stop = (severity: number) =>
      database.pool.query(
        `UPDATE run_intent SET desired = 'STOP', halt_id = $2, halt_mode = 'KILL', halt_severity = $3 WHERE run_id = $1`,
        [runId, randomUUID(), severity],
      );
    await stop(2);
    await stop(3);
    await expect(stop(1)).rejects.toMatchObject({ code: "AR003" });
    const run = database.pool.query(`UPDATE run_intent SET desired = 'RUN', halt_id = NULL WHERE run_id = $1`, [runId]);
    await expect(run).rejects.toMatchObject({ code: "AR003" });

    await database.pool.query(
      `INSERT INTO activity_record (id, organization_id, action, subject_type, subject_id, via)
       SELECT $1, organization_id, 'run:halt', 'run', id, 'ui' FROM run WHERE id = $2`,
      [randomUUID(), runId],
    );
    for (const change of ["UPDATE activity_record SET action = ''", "DELETE FROM activity_record"])
      await expect(database.pool.query(change)).rejects.toMatchObject({ code: "AR004" });
  });
});

describe("sequences", () => {
  test("have no gaps under 20 appenders at once, some of which give up", async () => {
    const { runId, projectId, experimentId } = await seedRun(database.pool);
    const given: number[] = [];
    const appender = async (number: number) => {
      for (let turn = 0; turn < 5; turn++) {
        const work = inTransaction(database.pool, async (client) => {
          const sequence = await appendRunEvent(client, runId, "NOTE", { number, turn });
          await appendProjectEvent(client, projectId, experimentId);
          if ((number + turn) % 4 === 0) throw new Error("gives up");
          return sequence;
        });
        await work.then((sequence) => given.push(sequence)).catch(() => undefined);
      }
    };
    await Promise.all(Array.from({ length: 20 }, (_, number) => appender(number)));
    const expected = Array.from({ length: 75 }, (_, index) => index + 1);
    expect(given.toSorted((a, b) => a - b)).toEqual(expected);
    const events = await readRunEvents(database.pool, runId);
    expect(events.map((event) => event.sequence)).toEqual(expected);
    expect((await readProjectEvents(database.pool, projectId)).map((event) => event.sequence)).toEqual(expected);
    const missing = inTransaction(database.pool, (client) => appendRunEvent(client, randomUUID(), "NOTE", {}));
    await expect(missing).rejects.toThrow("There is no run");
  });
});

test("events keep text that jsonb would refuse", async () => {
  const { runId } = await seedRun(database.pool);
  const payload = { message: "a\0b \uD83D" };
  await inTransaction(database.pool, (client) => appendRunEvent(client, runId, "TRAINER_ERROR", payload));
  const [event] = await readRunEvents(database.pool, runId);
  expect(event!.payload).toEqual({ message: "a\uFFFDb \uFFFD" });
});

test("logs come in pages, by level and by text, zero bytes and all", async () => {
  const { runId } = await seedRun(database.pool);
  const at = new Date();
  const lines = Array.from({ length: 25 }, (_, index) => ({
    at,
    level: index % 5 === 0 ? "error" : "info",
    source: "stdout",
    message: `Step ${index}\0 100%`,
  }));
  await inTransaction(database.pool, (client) => appendLogs(client, runId, lines.slice(0, 10)));
  const last = await inTransaction(database.pool, (client) => appendLogs(client, runId, lines.slice(10)));
  expect(last).toBe(25);
  const page = await readLogs(database.pool, runId, { afterSequence: 8, first: 4 });
  expect(page.map((line) => line.sequence)).toEqual([9, 10, 11, 12]);
  expect(page[0]).toEqual({ ...lines[8], sequence: 9, message: "Step 8\uFFFD 100%" });
  expect((await readLogs(database.pool, runId, { level: "error" })).map((line) => line.sequence)).toEqual([
    1, 6, 11, 16, 21,
  ]);
  expect((await readLogs(database.pool, runId, { text: "STEP 24" })).map((line) => line.sequence)).toEqual([25]);
  expect(await readLogs(database.pool, runId, { text: "%S" })).toEqual([]);
});

test("listen comes back after its connection is ended, and says so", async () => {
  const heard: string[] = [];
  const onReconnect = vi.fn();
  const listener = await listen(
    home.url,
    ["arena_live", "arena_intent"],
    (channel, payload) => heard.push(`${channel} ${payload}`),
    onReconnect,
  );
  const other = new pg.Client({ connectionString: home.url });
  await other.connect();
  try {
    await other.query("SELECT pg_notify('arena_live', 'one')");
    await expect.poll(() => heard).toEqual(["arena_live one"]);
    await other.query(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'arena-listen'",
    );
    await expect.poll(() => onReconnect.mock.calls.length, { timeout: 10_000 }).toBe(1);
    await other.query("SELECT pg_notify('arena_intent', 'two')");
    await expect.poll(() => heard).toEqual(["arena_live one", "arena_intent two"]);
  } finally {
    await listener.close();
  }
  const open = await other.query(
    "SELECT FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'arena-listen'",
  );
  await other.end();
  expect(open.rowCount).toBe(0);
});
