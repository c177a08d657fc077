import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createDatabase, inTransaction, type Database } from "@arena/database/client";
import { createTestDatabase, type TestDatabase } from "@arena/database/test-database";
import { storeEvents } from "../../src/ingest/store-events.ts";
import { seedHome } from "./seed-checkpoints.ts";

let test: TestDatabase;
let database: Database;
beforeAll(async () => {
  test = await createTestDatabase();
  database = createDatabase(test.url, { maxConnections: 2 });
});
afterAll(async () => {
  await database?.close();
  await test?.drop();
});

async function stateOfNew(experimentStatus: string): Promise<string> {
  const home = await seedHome(database.pool);
  const { rows: projects } = await database.pool.query<{ project_id: string }>(
    "UPDATE experiment SET status = 'PENDING' WHERE id = $1 RETURNING project_id",
    [home.experimentId],
  );
  const path = { DELETED: ["FAILED", "PENDING_DELETE", "DELETED"], FAILED: ["FAILED"] }[experimentStatus] ?? [];
  for (const status of path)
    await database.pool.query("UPDATE experiment SET status = $2::text::experiment_status WHERE id = $1", [
      home.experimentId,
      status,
    ]);
  const id = randomUUID();
  const at = new Date().toISOString();
  const line = JSON.stringify({
    v: 1,
    seq: 1,
    time: at,
    type: "checkpoint",
    id,
    step: 10,
    path: "step-10",
    reason: "interval",
    training_score: null,
    evaluation_score: null,
    size_bytes: 10,
    sha256: "a".repeat(64),
    contents: ["WEIGHTS"],
  });
  const run = { ...home, id: home.runId, projectId: projects[0]!.project_id };
  const batch = {
    epoch: 1,
    homeId: home.homeId,
    fromOffset: 0,
    toOffset: line.length + 1,
    lines: [{ text: line, truncated: false, at }],
  };
  await inTransaction(database.pool, (client) => storeEvents(client, run, batch));
  const { rows } = await database.pool.query<{ state: string }>("SELECT state::text FROM checkpoint WHERE id = $1", [
    id,
  ]);
  return rows[0]?.state ?? "not stored";
}

it("a checkpoint that is told of after its experiment was deleted is removed like the others", async () => {
  expect(await stateOfNew("DELETED")).toBe("DELETING");
  expect(await stateOfNew("FAILED")).toBe("LIVE");
});
