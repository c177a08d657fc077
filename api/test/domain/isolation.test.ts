import { afterAll, beforeAll, expect, test } from "vitest";
import { changeOnce } from "../../src/domain/change-once.ts";
import { deleteCheckpoint } from "../../src/domain/checkpoint/delete-checkpoint.ts";
import type { Command } from "../../src/domain/command.ts";
import { NotFoundError } from "../../src/domain/errors.ts";
import { copyExperiment } from "../../src/domain/experiment/copy-experiment.ts";
import { createExperiment } from "../../src/domain/experiment/create-experiment.ts";
import { deleteExperiment } from "../../src/domain/experiment/delete-experiment.ts";
import { haltExperiment, haltExperiments } from "../../src/domain/experiment/halt-experiment.ts";
import { resumeExperiment } from "../../src/domain/experiment/resume-experiment.ts";
import { trainExperiment } from "../../src/domain/experiment/train-experiment.ts";
import { updateExperiment } from "../../src/domain/experiment/update-experiment.ts";
import { listActivity, listResourceClasses } from "../../src/domain/organization/list-pages.ts";
import { switchOrganization } from "../../src/domain/organization/switch-organization.ts";
import { createProject } from "../../src/domain/project/create-project.ts";
import { releasePlace } from "../../src/domain/run/release-place.ts";
import { createDomainDatabase, MANIFEST, OrganizationRows, type DomainDatabase } from "./organization-rows.ts";

let opened: DomainDatabase;
let rows: OrganizationRows;
let stranger: OrganizationRows;
let stopped: { experimentId: string; runId: string; checkpointId: string };
let running: { experimentId: string };
beforeAll(async () => {
  opened = await createDomainDatabase();
  rows = await OrganizationRows.create(opened.database);
  stranger = await OrganizationRows.create(opened.database);
  stopped = await rows.stopped();
  running = await rows.running();
});
afterAll(() => opened?.close());

const resume = { name: "Mine", resourceClassId: null, manifestPatch: null, acceptMissing: [] };
/** Every use case that is given an id, with one that belongs to the other organization. */
const USE_CASES: Readonly<Record<string, (command: Command) => Promise<unknown>>> = {
  "createExperiment in a project": (command) =>
    createExperiment(command, { projectId: rows.projectId, name: "Mine", manifest: MANIFEST, resourceClassId: null }),
  "createExperiment on a resource class": (command) =>
    createExperiment(command, {
      projectId: stranger.projectId,
      name: "Mine",
      manifest: MANIFEST,
      resourceClassId: rows.resourceClassId,
    }),
  updateExperiment: (command) =>
    updateExperiment(command, { ...stopped, name: "Mine", manifest: undefined, resourceClassId: undefined }),
  copyExperiment: (command) => copyExperiment(command, { ...stopped, name: null }),
  deleteExperiment: (command) => deleteExperiment(command, stopped),
  trainExperiment: (command) => trainExperiment(command, stopped),
  haltExperiment: (command) => haltExperiment(command, { ...running, mode: "KILL", force: true }),
  resumeExperiment: (command) => resumeExperiment(command, { ...resume, checkpointId: stopped.checkpointId }),
  deleteCheckpoint: (command) => deleteCheckpoint(command, stopped),
  releasePlace: (command) => releasePlace(command, stopped),
  switchOrganization: (command) =>
    switchOrganization(
      { ...command, viewer: { ...command.viewer, via: "WEB" } },
      { organizationId: rows.organizationId },
    ),
};

/** All that the owner has, as text: a change of anything shows. */
async function everything(): Promise<string> {
  const tables = ["experiment", "run", "checkpoint", "project", "activity_record", "resource_class"];
  const found = tables.map((table) =>
    opened.database.pool.query(`SELECT * FROM ${table} WHERE organization_id = $1 ORDER BY id`, [rows.organizationId]),
  );
  const others = ["run_intent", "outbox", "checkpoint_pin", "run_event", "project_event"].map((table) =>
    opened.database.pool.query(`SELECT * FROM ${table} ORDER BY 1, 2`),
  );
  return JSON.stringify((await Promise.all([...found, ...others])).map((result) => result.rows));
}

test.each(Object.entries(USE_CASES))("%s of another organization does not exist", async (_name, useCase) => {
  const before = await everything();
  const refused = useCase(stranger.command());
  await expect(refused).rejects.toBeInstanceOf(NotFoundError);
  await expect(refused).rejects.toThrow(/^There is no such [a-z ]+\.$/);
  expect(await everything()).toBe(before);
});

test("haltExperiments says the same of each", async () => {
  const before = await everything();
  const experimentIds = [running.experimentId];
  const [result] = await haltExperiments(stranger.command(), { experimentIds, mode: "KILL" });
  expect(result?.outcome).toEqual(new NotFoundError("experiment"));
  expect(await everything()).toBe(before);
});

test("a child is not trained on a resource class of another organization", async () => {
  const own = await stranger.stopped();
  const input = { ...resume, checkpointId: own.checkpointId, resourceClassId: rows.resourceClassId };
  await expect(resumeExperiment(stranger.command(), input)).rejects.toEqual(new NotFoundError("resource class"));
});

test("lists hold what is one's own", async () => {
  const { database } = opened;
  expect((await listResourceClasses(database, stranger.organizationId, 10, null)).ids).toEqual([
    stranger.resourceClassId,
  ]);
  const { ids } = await listActivity(database, stranger.organizationId, 1_000, null);
  const own = await rows.count("activity_record", "organization_id = $1 AND id = ANY($2)", [
    stranger.organizationId,
    ids,
  ]);
  expect(own).toBe(ids.length);
});

test("names and idempotency keys of one organization do not meet those of another", async () => {
  const input = { name: "Shared", kind: "CLASSIC", description: "" } as const;
  const first = await createProject(rows.command({ idempotencyKey: "k" }), input);
  const second = await createProject(stranger.command({ idempotencyKey: "k" }), input);
  expect(second.projectId).not.toBe(first.projectId);
  await changeOnce(stranger.command({ idempotencyKey: "k2" }), "m", { a: 1 }, async () => ({ mine: true }));
  expect(
    await changeOnce(rows.command({ idempotencyKey: "k2" }), "m", { a: 2 }, async () => ({ mine: false })),
  ).toEqual({
    mine: false,
  });
});
