import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { approveDeviceLogin, denyDeviceLogin } from "../../src/domain/device-login/answer-device-login.ts";
import { newUserCode, readUserCode } from "../../src/domain/device-login/codes.ts";
import { findDeviceLogin, MAX_WRONG_CODES } from "../../src/domain/device-login/find-device-login.ts";
import type { Command } from "../../src/domain/command.ts";
import { createDomainDatabase, OrganizationRows, type DomainDatabase } from "../domain/organization-rows.ts";
import { startCliServer, type CliServer } from "./cli-server.ts";

const BASE = "/realms/arena/protocol/openid-connect";
const DEVICE_GRANT = "urn:ietf:params:oauth:grant-type:device_code";

let opened: DomainDatabase;
let rows: OrganizationRows;
let server: CliServer;
beforeAll(async () => {
  opened = await createDomainDatabase();
});
beforeEach(async () => {
  rows = await OrganizationRows.create(opened.database);
  server = await startCliServer(rows);
  return async () => {
    await server.close();
    expect(server.errors).toEqual([]);
  };
});
afterAll(() => opened?.close());

interface Tokens {
  readonly access_token: string;
  readonly refresh_token: string;
  readonly expires_in: number;
}
interface Started {
  readonly device_code: string;
  readonly user_code: string;
  readonly verification_uri_complete: string;
}
async function post(step: string, form: Readonly<Record<string, string>>, realm = BASE) {
  const answer = await fetch(`${server.address}${realm}/${step}`, {
    method: "POST",
    body: new URLSearchParams({ client_id: "arena-cli", ...form }),
  });
  const text = await answer.text();
  return { status: answer.status, body: (text === "" ? null : JSON.parse(text)) as unknown };
}
const start = async (): Promise<Started> =>
  (await post("auth/device", { scope: "openid profile email" })).body as Started;
/** As python-keycloak sends it. */
const poll = (device_code: string) =>
  post("token", {
    ...{ grant_type: DEVICE_GRANT, device_code, scope: "openid" },
    ...{ username: "", password: "", code: "", redirect_uri: "" },
  });
const refresh = (refresh_token: string) => post("token", { grant_type: "refresh_token", refresh_token });
/** The device waits as it was told, in the database's time. */
const wait = (): Promise<unknown> =>
  opened.database.pool.query("UPDATE device_login SET polled_at = polled_at - interval '2 minutes'");
const inBrowser = (change: Partial<Command> = {}): Command => {
  const command = rows.command(change);
  return { ...command, via: "WEB", viewer: { ...command.viewer, via: "WEB" } };
};
async function login(): Promise<Tokens> {
  const { device_code, user_code: userCode } = await start();
  await approveDeviceLogin(inBrowser(), { userCode });
  return (await poll(device_code)).body as Tokens;
}
const whoAmI = (token: string): Promise<Response> =>
  fetch(`${server.address}/api/users/current`, { headers: { authorization: `Bearer ${token}` } });

test("pending, too often, approved, given once", async () => {
  const started = await start();
  expect(started).toMatchObject({ interval: 5, expires_in: 600, verification_uri: "https://arena.test/device" });
  expect(started.verification_uri_complete).toBe(`https://arena.test/device?user_code=${started.user_code}`);
  expect(await poll(started.device_code)).toMatchObject({ status: 400, body: { error: "authorization_pending" } });
  expect(await poll(started.device_code)).toMatchObject({ status: 400, body: { error: "slow_down" } });
  await wait();
  await approveDeviceLogin(inBrowser(), { userCode: started.user_code });
  const answers = await Promise.all([poll(started.device_code), poll(started.device_code)]);
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 400]);
  const tokens = answers.find(({ status }) => status === 200)!.body as Tokens;
  expect(tokens).toMatchObject({ token_type: "Bearer", expires_in: 900 });
  const payload = JSON.parse(Buffer.from(tokens.access_token.split(".")[1]!, "base64url").toString()) as {
    exp: number;
  };
  expect(payload.exp * 1000).toBeGreaterThan(Date.now() + 14 * 60_000);
  expect((await whoAmI(tokens.access_token)).status).toBe(200);
});

test("nothing that opens a session is kept as it is", async () => {
  const started = await start();
  await approveDeviceLogin(inBrowser(), { userCode: started.user_code });
  const tokens = (await poll(started.device_code)).body as Tokens;
  for (const table of ["device_login", "device_session", "activity_record"]) {
    const { rows: kept } = await opened.database.pool.query<{ row: string }>(`SELECT t::text AS row FROM ${table} t`);
    for (const secret of [started.device_code, tokens.refresh_token, tokens.access_token])
      expect(kept.some(({ row }) => row.includes(secret))).toBe(false);
  }
});

test("a refresh token is used once, ten at once give one session, and a logout ends it", async () => {
  const first = await login();
  const answers = await Promise.all(Array.from({ length: 10 }, () => refresh(first.refresh_token)));
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  expect(answers.find(({ status }) => status !== 200)?.body).toMatchObject({ error: "invalid_grant" });
  const next = answers.find(({ status }) => status === 200)!.body as Tokens;
  expect((await whoAmI(first.access_token)).status).toBe(200);
  expect(await post("logout", { refresh_token: next.refresh_token })).toEqual({ status: 204, body: null });
  expect(await post("logout", { refresh_token: "nobody's" })).toEqual({ status: 204, body: null });
  for (const { access_token } of [first, next]) expect((await whoAmI(access_token)).status).toBe(401);
  expect(await refresh(next.refresh_token)).toMatchObject({ status: 400 });
});

test("sessions end: after thirty days without use, and with the last membership", async () => {
  const old = await login();
  await opened.database.pool.query("UPDATE device_session SET expires_at = now() WHERE person_id = $1", [
    rows.personId,
  ]);
  expect(await refresh(old.refresh_token)).toMatchObject({ status: 400 });
  expect((await whoAmI(old.access_token)).status).toBe(401);
  const member = await login();
  await opened.database.pool.query("DELETE FROM membership WHERE person_id = $1", [rows.personId]);
  expect((await whoAmI(member.access_token)).status).toBe(401);
  expect(await refresh(member.refresh_token)).toMatchObject({ status: 400 });
});

test("tokens that others have signed, or that say something else, are nobody's", async () => {
  const { access_token: token } = await login();
  const [header = "", payload = "", signature = ""] = token.split(".");
  const changed = Buffer.from(
    Buffer.from(payload, "base64url")
      .toString()
      .replace(/"exp":\d+/, '"exp":99999999999'),
  ).toString("base64url");
  const none = Buffer.from('{"alg":"none"}').toString("base64url");
  for (const forged of [
    `${header}.${changed}.${signature}`,
    `${none}.${payload}.`,
    `${none}.${payload}.x`,
    `${token}x`,
  ])
    expect((await whoAmI(forged)).status).toBe(401);
});

describe("answers", () => {
  test("are given once, in a signed-in browser only", async () => {
    const { device_code, user_code: userCode } = await start();
    await expect(approveDeviceLogin(rows.command(), { userCode })).rejects.toThrow("signed-in browser");
    await expect(findDeviceLogin(rows.command(), userCode)).rejects.toThrow("signed-in browser");
    expect(await findDeviceLogin(inBrowser(), ` ${userCode.toLowerCase()} `)).toMatchObject({ userCode });
    await denyDeviceLogin(inBrowser(), { userCode });
    await expect(approveDeviceLogin(inBrowser(), { userCode })).rejects.toThrow("no such code");
    expect(await poll(device_code)).toMatchObject({ status: 400, body: { error: "access_denied" } });
  });

  test("are the same for the same idempotency key", async () => {
    const { user_code: userCode } = await start();
    const command = inBrowser({ idempotencyKey: "once" });
    const answers = [await approveDeviceLogin(command, { userCode }), await approveDeviceLogin(command, { userCode })];
    expect(answers.map((answer) => answer.id)).toEqual([answers[0]!.id, answers[0]!.id]);
  });

  test("come too late for a code that has expired", async () => {
    const { device_code, user_code: userCode } = await start();
    await opened.database.pool.query("UPDATE device_login SET expires_at = now() WHERE user_code = $1", [userCode]);
    await expect(approveDeviceLogin(inBrowser(), { userCode })).rejects.toThrow("no such code");
    expect(await poll(device_code)).toMatchObject({ status: 400, body: { error: "expired_token" } });
  });

  test("to codes that are guessed end after a few, also when many are tried at once", async () => {
    const { user_code: userCode } = await start();
    const guesses = Array.from({ length: 3 * MAX_WRONG_CODES }, () =>
      findDeviceLogin(inBrowser(), newUserCode()).then(String, (error: { code: string }) => error.code),
    );
    const codes = await Promise.all(guesses);
    expect(codes.filter((code) => code === "NOT_FOUND")).toHaveLength(MAX_WRONG_CODES);
    expect(codes.filter((code) => code === "LIMIT")).toHaveLength(2 * MAX_WRONG_CODES);
    await expect(approveDeviceLogin(inBrowser(), { userCode })).rejects.toMatchObject({ code: "LIMIT" });
    const other = await OrganizationRows.create(opened.database);
    const command = other.command();
    const elsewhere: Command = { ...command, via: "WEB", viewer: { ...command.viewer, via: "WEB" } };
    expect(await findDeviceLogin(elsewhere, userCode)).toMatchObject({ userCode });
  });

  test("are recorded", async () => {
    const { user_code: userCode } = await start();
    await approveDeviceLogin(inBrowser(), { userCode });
    expect(
      await rows.count("activity_record", "organization_id = $1 AND action = 'device_login.approve'", [
        rows.organizationId,
      ]),
    ).toBe(1);
  });
});

describe("what is no such request", () => {
  test("is refused in OAuth's words", async () => {
    const { device_code } = await start();
    const token = { grant_type: DEVICE_GRANT, device_code };
    const refusals = [
      [await post("token", { ...token, client_id: "other" }), "invalid_client"],
      [await post("auth/device", { client_id: "other" }), "invalid_client"],
      [await post("token", { ...token, device_code: "guessed" }), "invalid_grant"],
      [await post("token", { grant_type: "password", username: "a", password: "b" }), "unsupported_grant_type"],
      [await post("token", {}), "invalid_request"],
      [await post("token", { grant_type: "refresh_token" }), "invalid_request"],
      [await post("logout", {}), "invalid_request"],
      [await post("token", { ...token, device_code: "\0" }), "invalid_request"],
      [await post("token", { ...token, scope: "x".repeat(20_000) }), "invalid_request"],
    ] as const;
    for (const [answer, error] of refusals) expect(answer).toMatchObject({ status: 400, body: { error } });
    const json = await fetch(`${server.address}${BASE}/token`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ client_id: "arena-cli", ...token }),
    });
    expect(json.status).toBe(400);
    for (const path of [`${BASE}/certs`, "/realms/other/protocol/openid-connect/token", "/realms/arena"])
      expect((await fetch(`${server.address}${path}`, { method: "POST" })).status).toBe(404);
    expect((await fetch(`${server.address}${BASE}/token`)).status).toBe(404);
  });

  test("and too many starts from one address are put off", async () => {
    const answers = await Promise.all(Array.from({ length: 60 }, () => post("auth/device", {})));
    expect(answers.filter(({ status }) => status === 429).length).toBeGreaterThanOrEqual(25);
    expect(answers.find(({ status }) => status === 429)?.body).toMatchObject({ error: "slow_down" });
  });
});

test("user codes have letters that nobody mistakes, and are read as people type them", () => {
  for (let made = 0; made < 100; made += 1) {
    const code = newUserCode();
    expect(code).toMatch(/^[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}$/);
    expect(readUserCode(` ${code.toLowerCase().replace("-", " ")}`)).toBe(code);
  }
  for (const wrong of ["", "BCDF", "BCDF-GHJK-L", "BCDF-GHJ1", "BCDF_GHJK", "ÄÖÜÄ-ÄÖÜÄ"])
    expect(readUserCode(wrong)).toBeNull();
});
