import { afterAll, beforeAll, expect, test } from "vitest";
import type pg from "pg";
import { createDatabase, type Database } from "@arena/database/client";
import { createTestDatabase } from "@arena/database/test-database";
import type { ControlContext } from "../../src/worker/control-context.ts";
import { deliverOutbox } from "../../src/worker/deliver-outbox.ts";

let database: Database;
let drop: () => Promise<void>;
beforeAll(async () => {
  const created = await createTestDatabase();
  drop = created.drop;
  database = createDatabase(created.url);
});
afterAll(async () => {
  await database?.close();
  await drop?.();
});

test("a message is due at the very moment of its commit, whichever way that moment is rounded", async () => {
  const client = await database.pool.connect();
  const tried: unknown[] = [];
  const context = { pool: client as unknown as pg.Pool, onError: (error: unknown) => tried.push(error) };
  try {
    for (let time = 1; time <= 30; time += 1) {
      await client.query("BEGIN");
      await client.query("INSERT INTO outbox (kind, dedupe_key, payload) VALUES ('OF_NO_KIND', $1, '{}')", [time]);
      await deliverOutbox(context as unknown as ControlContext);
      await client.query("COMMIT");
      expect(tried).toHaveLength(time);
    }
  } finally {
    client.release();
  }
});
