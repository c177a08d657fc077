import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { runIdOf } from "@arena/workflows/contract/ids";
import { NotAllowedError } from "../../src/domain/errors.ts";
import { trainExperiment } from "../../src/domain/experiment/train-experiment.ts";
import { updateExperiment } from "../../src/domain/experiment/update-experiment.ts";
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

const orders = (experimentId: string) =>
  rows.count("outbox", "kind = 'TRAIN' AND payload->'input'->>'experimentId' = $1", [experimentId]);

test("many at once, with keys and without, are one order and one run", async () => {
  rows.orchestration.startAnswer = "LATER";
  const experimentId = await rows.experiment();
  const keys = ["a", "a", "b", null, null, null];
  const answers = await Promise.all(
    keys.map((idempotencyKey) => trainExperiment(rows.command({ idempotencyKey }), { experimentId })),
  );
  expect(new Set(answers.map(({ runId }) => runId))).toEqual(new Set([runIdOf(experimentId, 1)]));
  expect(await orders(experimentId)).toBe(1);
  expect(await rows.count("activity_record", "action = 'experiment.train' AND subject_id = $1", [experimentId])).toBe(
    1,
  );
  expect(await rows.count("run", "experiment_id = $1", [experimentId])).toBe(0);
});

test("the order holds the resolved manifest, and is committed before anyone is asked to carry it out", async () => {
  const experimentId = await rows.experiment();
  await trainExperiment(rows.command(), { experimentId });
  const { rows: found } = await opened.database.pool.query("SELECT payload FROM outbox WHERE dedupe_key = $1", [
    `train/${runIdOf(experimentId, 1)}`,
  ]);
  expect(found[0].payload).toMatchObject({
    input: rows.orchestration.starts[0],
    manifest: { algorithm: { name: "PPO" }, training: { max_steps: expect.any(Number) } },
    acceptMissing: [],
  });
  expect(await rows.count("run", "experiment_id = $1 AND status = 'PENDING'", [experimentId])).toBe(1);
});

test("a start that is refused changes no status and uses its number up", async () => {
  const experimentId = await rows.experiment();
  rows.orchestration.startAnswer = { rejected: "The pool has gone." };
  await expect(trainExperiment(rows.command(), { experimentId })).rejects.toEqual(
    new NotAllowedError("The pool has gone."),
  );
  expect(await rows.count("experiment", "id = $1 AND status = 'DRAFT'", [experimentId])).toBe(1);
  rows.orchestration.startAnswer = null;
  expect((await trainExperiment(rows.command(), { experimentId })).runId).toBe(runIdOf(experimentId, 2));
  expect(rows.orchestration.starts.map(({ runNumber }) => runNumber)).toEqual([1, 2]);
});

test("while the scheduler is away the draft cannot be changed under the order", async () => {
  rows.orchestration.startAnswer = "LATER";
  const experimentId = await rows.experiment();
  await trainExperiment(rows.command(), { experimentId });
  const change = { experimentId, name: "Other", manifest: undefined, resourceClassId: undefined };
  await expect(updateExperiment(rows.command(), change)).rejects.toThrow("Its training is being scheduled.");
});

test("what runs is not trained again, and what has no algorithm says so", async () => {
  const { experimentId } = await rows.running();
  await expect(trainExperiment(rows.command(), { experimentId })).rejects.toThrow("It is running.");
  const empty = await rows.experiment({});
  await expect(trainExperiment(rows.command(), { experimentId: empty })).rejects.toThrow("Choose an algorithm first.");
  expect(await orders(empty)).toBe(0);
});

test("without a default class the remedy is the one that there is", async () => {
  const experimentId = await rows.experiment();
  const { pool } = opened.database;
  await pool.query("UPDATE experiment SET resource_class_id = NULL WHERE id = $1", [experimentId]);
  await pool.query("UPDATE organization SET default_resource_class_id = NULL WHERE id = $1", [rows.organizationId]);
  const train = () => trainExperiment(rows.command(), { experimentId });
  await expect(train()).rejects.toThrow("Choose one for the experiment");
  await pool.query("UPDATE resource_class SET deleted_at = now() WHERE organization_id = $1", [rows.organizationId]);
  await expect(train()).rejects.toThrow("This organization has no resource class");
  expect(await orders(experimentId)).toBe(0);
});
