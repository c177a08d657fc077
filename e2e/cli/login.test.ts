import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { startSystem, type System } from "../system.ts";
import { until } from "../until.ts";
import { arenaCommand, type ArenaCommand, type Running } from "./arena-command.ts";
import { CLIENT_VERSIONS, installClient } from "./installed-client.ts";
import { makeOrganization } from "./people.ts";
import { signIn, type Browser } from "./signed-in-browser.ts";

const APPROVE = `mutation ($userCode: String!) { approveDeviceLogin(input: { userCode: $userCode }) {
  __typename ... on ApproveDeviceLoginSuccess { deviceLogin { userCode clientId } } } }`;
const DENY = `mutation ($userCode: String!) { denyDeviceLogin(input: { userCode: $userCode }) { __typename } }`;

const clients = await Promise.all(CLIENT_VERSIONS.map(installClient));
let system: System;
let browser: Browser;
beforeAll(async () => {
  if (clients.every((client) => typeof client === "string")) return;
  system = await startSystem();
  browser = await signIn(system, system);
}, 300_000);
afterAll(() => system?.stop());

describe.each(CLIENT_VERSIONS.map((version, index) => ({ version, client: clients[index]! })))(
  "arena $version signs in by device flow",
  ({ client }) => {
    if (typeof client === "string") return void test.skip(`not tried: ${client}`, () => undefined);
    let arena: ArenaCommand;
    beforeEach(() => {
      arena = arenaCommand(client, { ARENA_BASE_URL: system.address, ARENA_KEYCLOAK_URL: system.address });
      return () => arena.remove();
    });

    test("login, use, refresh, logout", async () => {
      const stranger = await arena.run(["user", "profile"]);
      expect(stranger).toMatchObject({ code: 1, text: expect.stringContaining("Run 'arena login' to authenticate") });

      const login = arena.start(["login", "--timeout", "60"]);
      const userCode = await shownCode(login);
      const asked = await browser.graphql<{ deviceLogin: unknown }>(
        "query ($userCode: String!) { deviceLogin(userCode: $userCode) { userCode clientId } }",
        { userCode: userCode.toLowerCase().replace("-", "") },
      );
      expect(asked.deviceLogin).toEqual({ userCode, clientId: "arena-cli" });
      const approved = await browser.graphql<{ approveDeviceLogin: unknown }>(APPROVE, { userCode });
      expect(approved.approveDeviceLogin).toMatchObject({ __typename: "ApproveDeviceLoginSuccess" });
      expect(await login.ended).toMatchObject({ code: 0, text: expect.stringContaining("Authenticated successfully") });
      expect(statSync(credentialsFile()).mode & 0o777).toBe(0o600);
      const profile = await arena.run(["user", "profile"]);
      expect(profile).toMatchObject({ code: 0, text: expect.stringContaining(`Email: ${system.email}`) });
      const repeated = await browser.graphql<{ approveDeviceLogin: unknown }>(APPROVE, { userCode });
      expect(repeated.approveDeviceLogin).toEqual({ __typename: "NotFoundError" });

      // Its time over: refreshed at the start. Not ours: refused, refreshed, and asked again.
      for (const stale of [jwt({ exp: 1 }), jwt({ sub: "nobody" }), jwt({ exp: 4e9 })]) {
        const before = readCredentials();
        writeFileSync(credentialsFile(), JSON.stringify({ ...before, access_token: stale }));
        expect(await arena.run(["projects", "list"])).toMatchObject({ code: 0 });
        const after = readCredentials();
        expect(after.access_token).not.toBe(stale);
        expect(after.refresh_token).not.toBe(before.refresh_token);
        expect(
          await postForm("token", { grant_type: "refresh_token", refresh_token: before.refresh_token }),
        ).toMatchObject({
          status: 400,
          body: { error: "invalid_grant" },
        });
      }
      const wrongKey = await arena.run(["projects", "list"], { ARENA_API_KEY: "arena_pat_wrong" });
      expect(wrongKey, "a wrong key gives way to the session").toMatchObject({ code: 0 });

      const last = readCredentials();
      expect(await arena.run(["logout"])).toMatchObject({ code: 0 });
      expect(existsSync(credentialsFile())).toBe(false);
      const refused = await fetch(`${system.address}/api/users/current`, {
        headers: { authorization: `Bearer ${last.access_token}` },
      });
      expect(refused.status).toBe(401);
      expect(await postForm("token", { grant_type: "refresh_token", refresh_token: last.refresh_token })).toMatchObject(
        {
          status: 400,
        },
      );
      expect(await arena.run(["projects", "list"])).toMatchObject({ code: 1 });
    });

    test("sees what its person's current organization has", async () => {
      const other = await makeOrganization(system, "FREE");
      await system.pool.query(
        "INSERT INTO membership (organization_id, person_id, role) SELECT $1, id, 'MEMBER' FROM person WHERE email = $2",
        [other.id, system.email],
      );
      const login = arena.start(["login", "--timeout", "60"]);
      await browser.graphql(APPROVE, { userCode: await shownCode(login) });
      expect((await login.ended).code).toBe(0);
      expect((await arena.run(["projects", "list"])).text).toContain("First project");
      const { rows } = await system.pool.query<{ id: string }>(
        "SELECT current_organization_id AS id FROM person WHERE email = $1",
        [system.email],
      );
      await setCurrentOrganization(other.id);
      expect((await arena.run(["projects", "list"])).text).toMatch(/Secret project/);
      expect((await arena.run(["--help"])).text).not.toContain("on-prem");
      await setCurrentOrganization(rows[0]!.id);
    });

    test("is told when the person says no, and when nobody answers", async () => {
      const login = arena.start(["login", "--timeout", "60"]);
      await browser.graphql(DENY, { userCode: await shownCode(login) });
      expect(await login.ended).toMatchObject({
        code: 1,
        text: expect.stringContaining("Device authorization failed"),
      });
      const late = arena.start(["login", "--timeout", "60"]);
      const userCode = await shownCode(late);
      await system.pool.query("UPDATE device_login SET expires_at = now() WHERE user_code = $1", [userCode]);
      expect(await late.ended).toMatchObject({ code: 1, text: expect.stringContaining("Device code expired") });
      expect(existsSync(credentialsFile())).toBe(false);
    });

    const credentialsFile = (): string => path.join(arena.home, ".arena", "credentials.json");
    const readCredentials = (): { access_token: string; refresh_token: string } =>
      JSON.parse(readFileSync(credentialsFile(), "utf8")) as { access_token: string; refresh_token: string };
  },
);

async function shownCode(login: Running): Promise<string> {
  const page = new RegExp(`${system.address}/device\\?user_code=([A-Z]{4}-[A-Z]{4})`);
  return until(() => page.exec(login.output().replaceAll(/\s/g, ""))?.[1], {
    what: () => `a code in ${login.output()}`,
  });
}

async function postForm(step: string, form: Readonly<Record<string, string>>) {
  const response = await fetch(`${system.address}/realms/arena/protocol/openid-connect/${step}`, {
    method: "POST",
    body: new URLSearchParams({ client_id: "arena-cli", ...form }),
  });
  return { status: response.status, body: (await response.json()) as unknown };
}

async function setCurrentOrganization(id: string): Promise<void> {
  await system.pool.query("UPDATE person SET current_organization_id = $2 WHERE email = $1", [system.email, id]);
}

/** Signed by nobody. */
function jwt(payload: object): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");
  return `${part({ alg: "none" })}.${part(payload)}.c2lnbmF0dXJl`;
}
