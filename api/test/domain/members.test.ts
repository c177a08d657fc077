import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { createApiKey } from "../../src/domain/api-key/create-api-key.ts";
import type { Command } from "../../src/domain/command.ts";
import { acceptInvitation, findInvitation } from "../../src/domain/organization/accept-invitation.ts";
import { createOrganization } from "../../src/domain/organization/create-organization.ts";
import { changeMemberRole, removeMember } from "../../src/domain/organization/change-membership.ts";
import { inviteMember, revokeInvitation } from "../../src/domain/organization/invite-member.ts";
import { findViewer } from "../../src/access/find-viewer.ts";
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

const tokenOf = (link: string): string => new URL(link).searchParams.get("token")!;
const newEmail = (): string => `${randomUUID()}@new.test`;
const asMember = (): Command => ({ ...rows.command(), viewer: { ...rows.command().viewer, role: "MEMBER" } });
const accept = (
  token: string,
  change: { name?: string; password?: string } = {},
  viewer: Command["viewer"] | null = null,
) =>
  acceptInvitation(
    { database: opened.database, personId: viewer?.personId ?? null, ipAddress: null },
    { token, name: "Bo", password: "a long one", ...change },
  );
async function joined(role: "MANAGER" | "MEMBER" = "MEMBER"): Promise<string> {
  const email = newEmail();
  await accept(tokenOf((await inviteMember(rows.command(), { email, role })).link));
  const { rows: people } = await opened.database.pool.query<{ id: string }>("SELECT id FROM person WHERE email = $1", [
    email,
  ]);
  return people[0]!.id;
}
const roleOf = async (personId: string) =>
  (await findViewer(opened.database.pool, personId, "WEB", rows.organizationId))?.role ?? null;

test("an invited stranger gets an account, in that organization, with that role; the link works once", async () => {
  const email = newEmail();
  const { link } = await inviteMember(rows.command(), { email: ` ${email.toUpperCase()} `, role: "MANAGER" });
  expect(link).toMatch(/^https:\/\/arena\.test\/invitation\?token=[\w-]{43}$/);
  expect(await findInvitation(opened.database.pool, tokenOf(link))).toMatchObject({
    email,
    role: "MANAGER",
    personId: null,
  });
  const both = await Promise.allSettled([accept(tokenOf(link)), accept(tokenOf(link))]);
  expect(both.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  await expect(accept(tokenOf(link))).rejects.toMatchObject({ code: "NOT_FOUND" });
  expect(await rows.count("membership", "organization_id = $1 AND role = 'MANAGER'", [rows.organizationId])).toBe(2);
  expect(await rows.count("invitation", "token_hash LIKE '%' || $1 || '%'", [tokenOf(link)])).toBe(0);
});

test("without a usable name or password nothing is made, and the link still works", async () => {
  const { link } = await inviteMember(rows.command(), { email: newEmail(), role: "MEMBER" });
  await expect(accept(tokenOf(link), { password: "short" })).rejects.toMatchObject({ code: "VALIDATION" });
  await expect(accept(tokenOf(link), { name: " " })).rejects.toMatchObject({ code: "VALIDATION" });
  await accept(tokenOf(link));
});

test("who has an account must be signed in as that person", async () => {
  const other = await OrganizationRows.create(opened.database);
  const email = `${other.personId}@lab.test`;
  const { link } = await inviteMember(rows.command(), { email, role: "MEMBER" });
  await expect(accept(tokenOf(link))).rejects.toThrow(`Sign in as ${email} first`);
  await expect(accept(tokenOf(link), {}, rows.command().viewer)).rejects.toThrow("Sign in as");
  await accept(tokenOf(link), {}, other.command().viewer);
  expect(await roleOf(other.personId)).toBe("MEMBER");
  await expect(inviteMember(rows.command(), { email, role: "MEMBER" })).rejects.toThrow("is a member already");
});

test("a link that was taken back, replaced or is too old is as good as none", async () => {
  const email = newEmail();
  const first = await inviteMember(rows.command(), { email, role: "MEMBER" });
  const second = await inviteMember(rows.command(), { email, role: "MEMBER" });
  await expect(accept(tokenOf(first.link))).rejects.toMatchObject({ code: "NOT_FOUND" });
  await revokeInvitation(rows.command(), { invitationId: second.invitationId });
  await expect(accept(tokenOf(second.link))).rejects.toMatchObject({ code: "NOT_FOUND" });
  await expect(revokeInvitation(rows.command(), { invitationId: second.invitationId })).rejects.toThrow("no such");
  const old = await inviteMember(rows.command(), { email, role: "MEMBER" });
  await opened.database.pool.query("UPDATE invitation SET expires_at = now() - interval '1 second' WHERE id = $1", [
    old.invitationId,
  ]);
  expect(await findInvitation(opened.database.pool, tokenOf(old.link))).toBeNull();
  await expect(accept(tokenOf(old.link))).rejects.toMatchObject({ code: "NOT_FOUND" });
});

test("a Manager makes another organization of the same plan, and in a browser goes on in it", async () => {
  const { organizationId } = await createOrganization(rows.command(), { name: " Second lab " });
  const viewer = await findViewer(opened.database.pool, rows.personId, "WEB", organizationId);
  expect(viewer).toMatchObject({ organizationId, role: "MANAGER", plan: "FREE" });
  expect(await rows.count("project", "organization_id = $1", [organizationId])).toBe(1);
  expect(
    await rows.count("activity_record", "organization_id = $1 AND action = 'organization.create'", [organizationId]),
  ).toBe(1);
  const current = async () => (await findViewer(opened.database.pool, rows.personId, "WEB", null))?.organizationId;
  expect(await current()).toBe(rows.organizationId);
  const inBrowser = { ...rows.command(), viewer: { ...rows.command().viewer, via: "WEB" } } as Command;
  const third = await createOrganization(inBrowser, { name: "Third" });
  expect(await current()).toBe(third.organizationId);
  expect(() => createOrganization(asMember(), { name: "x" })).toThrow("Only Managers");
  expect(() => createOrganization(rows.command(), { name: " " })).toThrow("must not be empty");
});

test("only Managers invite, change roles and remove; of another organization nobody is there", async () => {
  const personId = await joined();
  expect(() => inviteMember(asMember(), { email: newEmail(), role: "MEMBER" })).toThrow("Only Managers");
  expect(() => revokeInvitation(asMember(), { invitationId: randomUUID() })).toThrow("Only Managers");
  expect(() => changeMemberRole(asMember(), { personId, role: "MANAGER" })).toThrow("Only Managers");
  expect(() => removeMember(asMember(), { personId })).toThrow("Only Managers");
  const other = await OrganizationRows.create(opened.database);
  await expect(removeMember(other.command(), { personId })).rejects.toMatchObject({ code: "NOT_FOUND" });
  expect(() => inviteMember(rows.command(), { email: "no address", role: "MEMBER" })).toThrow(
    "must be an e-mail address",
  );
});

test("the last Manager stays, also when two demote each other at once", async () => {
  await expect(removeMember(rows.command(), { personId: rows.personId })).rejects.toThrow("The last Manager");
  const second = await joined("MANAGER");
  const both = await Promise.allSettled([
    changeMemberRole(rows.command(), { personId: rows.personId, role: "MEMBER" }),
    changeMemberRole(rows.command(), { personId: second, role: "MEMBER" }),
  ]);
  expect(both.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
});

test("a removed member's key stops working, and each change is recorded", async () => {
  const personId = await joined();
  const command = rows.command();
  await createApiKey({ ...command, viewer: { ...command.viewer, personId, role: "MEMBER" } });
  await changeMemberRole(command, { personId, role: "MANAGER" });
  expect(await roleOf(personId)).toBe("MANAGER");
  await removeMember(command, { personId });
  expect(await roleOf(personId)).toBeNull();
  expect(await rows.count("api_key", "person_id = $1 AND revoked_at IS NULL", [personId])).toBe(0);
  const { rows: records } = await opened.database.pool.query<{ action: string }>(
    "SELECT action FROM activity_record WHERE organization_id = $1 ORDER BY id",
    [rows.organizationId],
  );
  expect(records.map(({ action }) => action)).toEqual([
    "invitation.create",
    "invitation.accept",
    "api_key.create",
    "member.change_role",
    "member.remove",
  ]);
});
