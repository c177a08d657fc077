import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Command } from "../../src/domain/command.ts";
import { releasePlace } from "../../src/domain/run/release-place.ts";
import { createLoaders } from "../../src/loaders/loaders.ts";
import { createDomainDatabase, OrganizationRows, type DomainDatabase } from "./organization-rows.ts";

const REASON = "It was not proven that the trainer's processes are gone.";
const ENDED_AT = new Date("2026-11-23T08:00:00.000Z");

let opened: DomainDatabase;
let rows: OrganizationRows;
let held: { experimentId: string; runId: string };
beforeAll(async () => {
  opened = await createDomainDatabase();
});
beforeEach(async () => {
  rows = await OrganizationRows.create(opened.database);
  held = await ended();
  await hold(held.runId);
});
afterAll(() => opened?.close());

const sql = (text: string, values: readonly unknown[] = []) => opened.database.pool.query(text, [...values]);
async function ended(): Promise<{ experimentId: string; runId: string }> {
  const run = await rows.stopped();
  await sql("UPDATE run SET ended_at = $2 WHERE id = $1", [run.runId, ENDED_AT]);
  return run;
}
/** As the class's pool writes it. */
async function hold(runId: string, reason: string | null = REASON): Promise<void> {
  await sql("INSERT INTO lease (run_id, resource_class_id, lease_id, quarantined_reason) VALUES ($1, $2, $1, $3)", [
    runId,
    rows.resourceClassId,
    reason,
  ]);
}
const release = (change: Partial<Command> = {}, { runId } = held) => releasePlace(rows.command(change), { runId });
const loaders = () => createLoaders(opened.database, rows.command().viewer);
const heldRuns = async () => (await loaders().heldRunsOfClass.load(rows.resourceClassId)).map(({ id }) => id);
const ordered = (runId = held.runId) => rows.count("outbox", "dedupe_key = 'release-place/' || $1::text", [runId]);
const recorded = () =>
  rows.count("activity_record", "action = 'run.release_place' AND organization_id = $1", [rows.organizationId]);

test("a place that is held is shown with its reason and since when, and is free once its release is ordered", async () => {
  expect(await loaders().heldPlace.load(held.runId)).toMatchObject({ reason: REASON, since: ENDED_AT });
  expect(await heldRuns()).toEqual([held.runId]);
  await release();
  expect(await loaders().heldPlace.load(held.runId)).toBeNull();
  expect(await heldRuns()).toEqual([]);
});

test("the release is ordered, told to the run's page and recorded; the run and its receipt stay as they were", async () => {
  const columns = "SELECT status, cause, receipt, ended_at, event_sequence FROM run WHERE id = $1";
  const before = (await sql(columns, [held.runId])).rows[0] as { event_sequence: number };
  expect(await release()).toEqual({ runId: held.runId });
  const { rows: orders } = await sql("SELECT kind, payload FROM outbox WHERE dedupe_key = $1", [
    `release-place/${held.runId}`,
  ]);
  const payload = { resourceClassId: rows.resourceClassId, runId: held.runId };
  expect(orders).toEqual([{ kind: "CLEAR_QUARANTINE", payload }]);
  const { rows: events } = await sql("SELECT kind, payload FROM run_event WHERE run_id = $1 ORDER BY sequence", [
    held.runId,
  ]);
  expect(events.at(-1)).toEqual({
    kind: "PLACE_RELEASED",
    payload: { releasedByPersonId: rows.personId, releasedVia: "SDK" },
  });
  const { rows: activity } = await sql(
    "SELECT * FROM activity_record WHERE action = 'run.release_place' AND organization_id = $1",
    [rows.organizationId],
  );
  expect(activity).toMatchObject([
    {
      person_id: rows.personId,
      subject_type: "Experiment",
      subject_id: held.experimentId,
      before: { name: expect.any(String) as string, heldPlace: REASON },
      after: { runNumber: 1, heldPlace: null },
    },
  ]);
  const after = (await sql(columns, [held.runId])).rows[0] as { event_sequence: number };
  expect(after).toEqual({ ...before, event_sequence: Number(before.event_sequence) + 1 });
});

describe("is refused, and changes nothing", () => {
  const refused = async (work: Promise<unknown>, code: string, message: string | RegExp): Promise<void> => {
    await expect(work).rejects.toMatchObject({ code, message: expect.stringMatching(message) as string });
    expect(await recorded()).toBe(0);
  };

  test("for a Member", async () => {
    const { viewer } = rows.command();
    await refused(
      Promise.resolve().then(() => release({ viewer: { ...viewer, role: "MEMBER" } })),
      "FORBIDDEN",
      "Only a Manager",
    );
    expect(await ordered()).toBe(0);
  });

  test("for another organization’s run, and one that does not exist, in the same words", async () => {
    const stranger = await OrganizationRows.create(opened.database);
    await refused(releasePlace(stranger.command(), held), "NOT_FOUND", /^There is no such run\.$/);
    await refused(release({}, { ...held, runId: stranger.projectId }), "NOT_FOUND", /^There is no such run\.$/);
    await refused(releasePlace(rows.command(), { runId: null }), "NOT_FOUND", /^There is no such run\.$/);
    expect(await ordered()).toBe(0);
  });

  test("for a run that gave its place back, one that has not ended, and one whose class is deleted", async () => {
    await refused(release({}, await ended()), "NOT_ALLOWED", "holds no place: it is free already");
    const running = await rows.running();
    await hold(running.runId, null);
    await refused(release({}, running), "NOT_ALLOWED", "has not ended");
    expect(await loaders().heldPlace.load(running.runId)).toBeNull();
    await sql("UPDATE resource_class SET deleted_at = now() WHERE id = $1", [rows.resourceClassId]);
    await refused(release(), "NOT_ALLOWED", "its resource class is deleted");
    expect([await heldRuns(), await loaders().heldPlace.load(held.runId)]).toEqual([[], null]);
  });
});

test("twice is refused; with the same idempotency key it is answered again, with another run's id it is not", async () => {
  const other = await ended();
  await hold(other.runId);
  const [first, second] = await Promise.all([release({ idempotencyKey: "k" }), release({ idempotencyKey: "k" })]);
  expect(second).toEqual(first);
  await expect(release()).rejects.toThrow("released before");
  await expect(release({ idempotencyKey: "other" })).rejects.toThrow("released before");
  await expect(release({ idempotencyKey: "k" }, other)).rejects.toMatchObject({ code: "IDEMPOTENCY_KEY_REUSED" });
  expect([await ordered(), await recorded(), await ordered(other.runId)]).toEqual([1, 1, 0]);
});

test("of two Managers at the same time one releases it", async () => {
  const both = await Promise.allSettled([release(), release()]);
  expect(both.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
  expect([await ordered(), await recorded()]).toEqual([1, 1]);
});

test("a run of a deleted experiment holds its place all the same, and gives it back", async () => {
  await sql("UPDATE experiment SET status = 'PENDING_DELETE' WHERE id = $1", [held.experimentId]);
  await sql("UPDATE experiment SET status = 'DELETED' WHERE id = $1", [held.experimentId]);
  expect(await heldRuns()).toEqual([held.runId]);
  await release();
  expect(await ordered()).toBe(1);
  // Its name is told by no other record that is shown with this one.
  const { rows: named } = await sql(
    `SELECT before->>'name' = name AS "isNamed" FROM activity_record JOIN experiment ON experiment.id = subject_id::uuid
     WHERE action = 'run.release_place' AND experiment.id = $1`,
    [held.experimentId],
  );
  expect(named).toEqual([{ isNamed: true }]);
});
