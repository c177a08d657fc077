import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { changeOnce } from "../../src/domain/change-once.ts";
import { IdempotencyKeyReusedError, NameTakenError, ValidationError } from "../../src/domain/errors.ts";
import { createProject } from "../../src/domain/project/create-project.ts";
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

const project = (name: string) => ({ name, kind: "CLASSIC", description: "" }) as const;
const projects = () => rows.count("project", "organization_id = $1", [rows.organizationId]);
const withKey = (idempotencyKey: string) => rows.command({ idempotencyKey });

test("the same key twice has one effect and one answer", async () => {
  const first = await createProject(withKey("k"), project("A"));
  expect(await createProject(withKey("k"), project("A"))).toEqual(first);
  expect(await projects()).toBe(2);
});

test("the order of an input's keys makes no other input", async () => {
  const first = await createProject(withKey("k"), { name: "A", kind: "CLASSIC", description: "" });
  expect(await createProject(withKey("k"), { description: "", kind: "CLASSIC", name: "A" })).toEqual(first);
});

test("the same key with another input is refused", async () => {
  await createProject(withKey("k"), project("A"));
  await expect(createProject(withKey("k"), project("B"))).rejects.toBeInstanceOf(IdempotencyKeyReusedError);
  expect(await projects()).toBe(2);
});

test("many at the same time have one effect and one answer", async () => {
  const answers = await Promise.all(Array.from({ length: 8 }, () => createProject(withKey("k"), project("A"))));
  expect(new Set(answers.map(({ projectId }) => projectId)).size).toBe(1);
  expect(await projects()).toBe(2);
});

test("what fails is not remembered: the same key works once the fault is mended", async () => {
  await createProject(rows.command(), project("A"));
  await expect(createProject(withKey("k"), project("A"))).rejects.toBeInstanceOf(NameTakenError);
  expect(await rows.count("idempotency", "organization_id = $1", [rows.organizationId])).toBe(0);
  await createProject(withKey("k"), project("B"));
  expect(await projects()).toBe(3);
});

test("of two at the same time, the second goes ahead when the first fails", async () => {
  let first = true;
  const change = async () => {
    if (!first) return { made: true };
    first = false;
    throw new Error("lost");
  };
  const answers = await Promise.allSettled([1, 2].map(() => changeOnce(withKey("k"), "m", {}, change)));
  expect(answers.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
});

test("a key is forgotten after a day, and belongs to one mutation of one person", async () => {
  await createProject(withKey("k"), project("A"));
  expect(await changeOnce(withKey("k"), "somethingElse", {}, async () => ({ made: 1 }))).toEqual({ made: 1 });
  const stranger = await OrganizationRows.create(opened.database);
  await createProject(stranger.command({ idempotencyKey: "k" }), project("B"));
  await opened.database.pool.query("UPDATE idempotency SET created_at = now() - interval '25 hours'");
  await createProject(withKey("k"), project("C"));
  expect(await projects()).toBe(3);
});

test.each(["", "k".repeat(201)])("a key of a wrong length is refused", async (key) => {
  expect(() => createProject(withKey(key), project("A"))).toThrow(ValidationError);
});
