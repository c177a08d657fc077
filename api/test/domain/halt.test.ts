import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { inTransaction } from "@arena/database/client";
import { appendRunEvent } from "@arena/database/run-events";
import type { HaltMode } from "@arena/workflows/contract/halt";
import { haltExperiment, haltExperiments } from "../../src/domain/experiment/halt-experiment.ts";
import { createDomainDatabase, OrganizationRows, type DomainDatabase } from "./organization-rows.ts";

let opened: DomainDatabase;
let rows: OrganizationRows;
beforeAll(async () => {
  opened = await createDomainDatabase();
});
beforeEach(async () => {
  rows = await OrganizationRows.create(opened.database);
});
afterAll(() => opened?.close());

const halt = (experimentId: string, mode: HaltMode = "SAVE", force = false) =>
  haltExperiment(rows.command(), { experimentId, mode, force });
const intentOf = async (runId: string) =>
  (await opened.database.pool.query("SELECT * FROM run_intent WHERE run_id = $1", [runId])).rows[0];

async function untilSomeoneWaits(): Promise<void> {
  const deadline = performance.now() + 10_000;
  const sql = "SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";
  while ((await opened.database.pool.query(sql)).rowCount === 0) {
    if (performance.now() > deadline) throw new Error("waited 10 s for someone to wait for a lock");
  }
}

test("waits for a fact that holds the run's row, and is carried out after it", async () => {
  const { experimentId, runId } = await rows.running();
  let halting: Promise<unknown> = Promise.resolve();
  await inTransaction(opened.database.pool, async (client) => {
    await appendRunEvent(client, runId, "NOTE", {});
    halting = halt(experimentId);
    await untilSomeoneWaits();
    await client.query(
      "INSERT INTO run_fact (run_id, source, source_sequence, kind, body, at) VALUES ($1, 'launcher', 1, 'RUNG', '{}', now())",
      [runId],
    );
  });
  expect(await halting).toEqual({ runId });
  expect(await intentOf(runId)).toMatchObject({ desired: "STOP", halt_mode: "SAVE", halt_severity: 1 });
});

test("many halts among many facts end without a deadlock, as one halt", async () => {
  const { experimentId, runId } = await rows.running();
  const facts = Array.from({ length: 15 }, (_, index) =>
    inTransaction(opened.database.pool, async (client) => {
      await appendRunEvent(client, runId, "NOTE", { index });
      await client.query(
        "INSERT INTO run_fact (run_id, source, source_sequence, kind, body, at) VALUES ($1, 'launcher', $2, 'NOTE', '{}', now())",
        [runId, index],
      );
    }),
  );
  await Promise.all([...facts, ...Array.from({ length: 15 }, () => halt(experimentId))]);
  expect(await rows.count("outbox", "kind = 'HALT' AND payload->>'workflowId' LIKE $1", [`%${experimentId}%`])).toBe(1);
  expect(rows.orchestration.halts).toHaveLength(1);
});

test("severity only rises, under one halt id, and who asked first stays", async () => {
  const { experimentId, runId } = await rows.running();
  await halt(experimentId, "TERMINATE");
  const first = await intentOf(runId);
  await halt(experimentId, "SAVE");
  expect(await intentOf(runId)).toEqual(first);
  await haltExperiment(rows.command({ via: "WEB" }), { experimentId, mode: "SAVE", force: true });
  expect(await intentOf(runId)).toMatchObject({
    halt_id: first.halt_id,
    halt_mode: "KILL",
    halt_severity: 3,
    halt_requested_via: "SDK",
    halt_requested_at: first.halt_requested_at,
  });
  expect(rows.orchestration.halts.map(({ request }) => request.mode)).toEqual(["TERMINATE", "KILL"]);
});

test("force goes above the rung that the machine has reported as over", async () => {
  const { experimentId, runId } = await rows.running();
  await halt(experimentId);
  const rung = { rung: { name: "CHECKPOINT", endedAt: "2026-01-01T00:00:00.000Z", outcome: "EXPIRED" } };
  await opened.database.pool.query(
    "INSERT INTO run_fact (run_id, source, source_sequence, kind, body, at) VALUES ($1, 'launcher', 1, 'RUNG', $2, now())",
    [runId, JSON.stringify(rung)],
  );
  await halt(experimentId, "SAVE", true);
  expect(await intentOf(runId)).toMatchObject({ halt_severity: 3 });
});

test("stands when the scheduler is away: the order waits in the outbox", async () => {
  rows.orchestration.haltAnswer = "LATER";
  const { experimentId, runId } = await rows.running();
  expect(await halt(experimentId)).toEqual({ runId });
  expect(
    await rows.count("outbox", "kind = 'HALT' AND delivered_at IS NULL AND payload->>'workflowId' LIKE $1", [
      `%${experimentId}%`,
    ]),
  ).toBe(1);
});

test("of several, each has its own answer", async () => {
  const [running, draft, ended] = [await rows.running(), await rows.experiment(), await rows.stopped()];
  const experimentIds = [running.experimentId, draft, ended.experimentId, "nonsense"];
  const results = await haltExperiments(rows.command({ idempotencyKey: "k" }), { experimentIds, mode: "SAVE" });
  expect(results.map(({ outcome }) => (outcome instanceof Error ? outcome.message : outcome))).toEqual([
    { runId: running.runId },
    "It has not been trained yet.",
    "Nothing is running. It has stopped.",
    "There is no such experiment.",
  ]);
});
