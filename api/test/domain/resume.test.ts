import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { deleteCheckpoint } from "../../src/domain/checkpoint/delete-checkpoint.ts";
import { IncompleteCheckpointError, NameTakenError } from "../../src/domain/errors.ts";
import { resumeExperiment } from "../../src/domain/experiment/resume-experiment.ts";
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

const request = (checkpointId: string, name: string | null = null, acceptMissing: readonly string[] = []) => ({
  checkpointId,
  name,
  resourceClassId: null,
  manifestPatch: null,
  acceptMissing,
});
const pins = (checkpointId: string) => rows.count("checkpoint_pin", "checkpoint_id = $1", [checkpointId]);
const written = async () => ({
  experiments: await rows.count("experiment", "organization_id = $1", [rows.organizationId]),
  orders: await rows.count("outbox", "payload->'input'->>'organizationId' = $1", [rows.organizationId]),
  pins: await rows.count("checkpoint_pin JOIN checkpoint c ON c.id = checkpoint_id", "c.organization_id = $1", [
    rows.organizationId,
  ]),
  events: await rows.count("project_event", "project_id = $1", [rows.projectId]),
  activity: await rows.count("activity_record", "organization_id = $1", [rows.organizationId]),
});

test("child, pin and order are there together, before the scheduler has answered", async () => {
  const parent = await rows.stopped();
  rows.orchestration.startAnswer = "LATER";
  const { experimentId, runId } = await resumeExperiment(rows.command(), request(parent.checkpointId, "Child"));
  expect(
    await rows.count(
      "experiment",
      "id = $1 AND status = 'DRAFT' AND parent_checkpoint_id = $2 AND parent_step = 10000",
      [experimentId, parent.checkpointId],
    ),
  ).toBe(1);
  expect(await rows.count("checkpoint_pin", "run_id = $1 AND checkpoint_id = $2", [runId, parent.checkpointId])).toBe(
    1,
  );
  expect(await rows.count("outbox", "dedupe_key = $1 AND delivered_at IS NULL", [`train/${runId}`])).toBe(1);
  await expect(deleteCheckpoint(rows.command(), { checkpointId: parent.checkpointId })).rejects.toThrow(
    "still needs it",
  );
});

test("a taken name leaves nothing behind", async () => {
  const parent = await rows.stopped();
  await rows.experiment(undefined, "Taken");
  const before = await written();
  await expect(resumeExperiment(rows.command(), request(parent.checkpointId, "TAKEN"))).rejects.toBeInstanceOf(
    NameTakenError,
  );
  expect(await written()).toEqual(before);
  expect(rows.orchestration.starts).toHaveLength(1);
});

test("of a checkpoint that is deleted meanwhile, one of the two wins", async () => {
  const parent = await rows.stopped();
  const [resumed, deleted] = await Promise.allSettled([
    resumeExperiment(rows.command(), request(parent.checkpointId, "Child")),
    deleteCheckpoint(rows.command(), { checkpointId: parent.checkpointId }),
  ]);
  expect([resumed.status, deleted.status].sort()).toEqual(["fulfilled", "rejected"]);
  expect(await pins(parent.checkpointId)).toBe(resumed.status === "fulfilled" ? 1 : 0);
});

test("without a name, many at once are one new run of the same experiment", async () => {
  const parent = await rows.stopped();
  rows.orchestration.startAnswer = "LATER";
  const answers = await Promise.all(
    [1, 2, 3].map(() => resumeExperiment(rows.command(), request(parent.checkpointId))),
  );
  expect(new Set(answers.map(({ runId }) => runId)).size).toBe(1);
  expect(answers[0]).toMatchObject({ experimentId: parent.experimentId });
  expect(await pins(parent.checkpointId)).toBe(1);
});

test("what the checkpoint lacks is named, and accepted by name", async () => {
  const parent = await rows.stopped();
  await opened.database.pool.query(
    "UPDATE checkpoint SET contents = '{WEIGHTS,COUNTERS,ENVIRONMENT,NORMALIZATION}' WHERE id = $1",
    [parent.checkpointId],
  );
  const refused = resumeExperiment(rows.command(), request(parent.checkpointId, "Child", ["RNG"]));
  await expect(refused).rejects.toEqual(new IncompleteCheckpointError(["OPTIMIZER"]));
  const accepted = ["RNG", "OPTIMIZER"];
  const { runId } = await resumeExperiment(rows.command(), request(parent.checkpointId, "Child", accepted));
  expect(await rows.count("run", "id = $1 AND accept_missing = $2", [runId, accepted])).toBe(1);
  await opened.database.pool.query("UPDATE checkpoint SET contents = '{RNG}' WHERE id = $1", [parent.checkpointId]);
  await expect(resumeExperiment(rows.command(), request(parent.checkpointId, "Other"))).rejects.toThrow("no weights");
});
