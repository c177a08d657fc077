import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { createApiKey } from "../../src/domain/api-key/create-api-key.ts";
import { revokeApiKey } from "../../src/domain/api-key/revoke-api-key.ts";
import { rotateApiKey } from "../../src/domain/api-key/rotate-api-key.ts";
import { deleteCheckpoint } from "../../src/domain/checkpoint/delete-checkpoint.ts";
import { copyExperiment } from "../../src/domain/experiment/copy-experiment.ts";
import { deleteExperiment } from "../../src/domain/experiment/delete-experiment.ts";
import { haltExperiment } from "../../src/domain/experiment/halt-experiment.ts";
import { resumeExperiment } from "../../src/domain/experiment/resume-experiment.ts";
import { updateExperiment } from "../../src/domain/experiment/update-experiment.ts";
import { createProject } from "../../src/domain/project/create-project.ts";
import { createDomainDatabase, MANIFEST, OrganizationRows, type DomainDatabase } from "./organization-rows.ts";

let opened: DomainDatabase;
let rows: OrganizationRows;
beforeAll(async () => {
  opened = await createDomainDatabase();
});
beforeEach(async () => {
  rows = await OrganizationRows.create(opened.database);
});
afterAll(() => opened?.close());

async function records(): Promise<Record<string, unknown>[]> {
  const sql = "SELECT * FROM activity_record WHERE organization_id = $1 ORDER BY id";
  return (await opened.database.pool.query<Record<string, unknown>>(sql, [rows.organizationId])).rows;
}
const last = async () => (await records()).at(-1);
const actions = async () => (await records()).map(({ action }) => action);

test("says who changed what, from where and by which way, with what was before and after", async () => {
  const experimentId = await rows.experiment(MANIFEST, "Old");
  const manifest = { ...MANIFEST, training: { seed: 2 } };
  const command = rows.command({ via: "WEB", ipAddress: "2001:db8::1" });
  await updateExperiment(command, { experimentId, name: "New", manifest, resourceClassId: undefined });
  expect(await last()).toMatchObject({
    person_id: rows.personId,
    action: "experiment.update",
    subject_type: "Experiment",
    subject_id: experimentId,
    before: { name: "Old", manifest: MANIFEST, resourceClassId: rows.resourceClassId },
    after: { name: "New", manifest, resourceClassId: rows.resourceClassId },
    via: "WEB",
    ip_address: "2001:db8::1",
    at: expect.any(Date),
  });
});

test("has one record of each change, in the order in which they happened", async () => {
  await createProject(rows.command(), { name: "Q", kind: "CLASSIC", description: "" });
  const { experimentId, checkpointId } = await rows.stopped();
  const resume = { resourceClassId: null, manifestPatch: null, acceptMissing: [] };
  const child = await resumeExperiment(rows.command(), { ...resume, checkpointId, name: "Child" });
  await rows.move(child, "RUNNING", "TRAINING");
  await haltExperiment(rows.command(), { experimentId: child.experimentId, mode: "TERMINATE", force: false });
  expect(await last()).toMatchObject({
    before: { name: "Child", status: "RUNNING" },
    after: { runNumber: 1, mode: "TERMINATE" },
  });
  await copyExperiment(rows.command(), { experimentId, name: null });
  await opened.database.pool.query("DELETE FROM checkpoint_pin WHERE checkpoint_id = $1", [checkpointId]);
  await deleteCheckpoint(rows.command(), { checkpointId });
  expect(await last()).toMatchObject({ before: { step: 10_000, sha256: "ab" }, after: null });
  await deleteExperiment(rows.command(), { experimentId });
  expect(await actions()).toEqual([
    "project.create",
    "experiment.create",
    "experiment.train",
    "experiment.resume",
    "experiment.resume_run",
    "experiment.halt",
    "experiment.copy",
    "checkpoint.delete",
    "experiment.delete",
  ]);
});

test("never holds a secret", async () => {
  const { secret } = await createApiKey(rows.command());
  const { secret: rotated } = await rotateApiKey(rows.command());
  await revokeApiKey(rows.command());
  expect(await actions()).toEqual(["api_key.create", "api_key.rotate", "api_key.revoke"]);
  const text = JSON.stringify(await records());
  for (const each of [secret, rotated]) expect(text).not.toContain(each.split("_").at(-1));
});

test("has nothing of what was refused, or asked for twice", async () => {
  const experimentId = await rows.experiment();
  const before = await actions();
  await expect(haltExperiment(rows.command(), { experimentId, mode: "SAVE", force: false })).rejects.toThrow();
  const command = rows.command({ idempotencyKey: "k" });
  await copyExperiment(command, { experimentId, name: "Copy" });
  await copyExperiment(command, { experimentId, name: "Copy" });
  await expect(copyExperiment(rows.command(), { experimentId, name: "Copy" })).rejects.toThrow("taken");
  expect(await actions()).toEqual([...before, "experiment.copy"]);
});

test.each(["UPDATE activity_record SET action = 'x'", "DELETE FROM activity_record"])("refuses %s", async (sql) => {
  await rows.experiment();
  const before = await records();
  await expect(opened.database.pool.query(sql)).rejects.toThrow("activity_record is append-only");
  expect(await records()).toEqual(before);
});
