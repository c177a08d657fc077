import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import Provider from "oidc-provider";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { launchBrowser, newContext } from "./browser.ts";
import { freePort } from "../scripts/up/free-port.mjs";
import { startSystem, type System } from "./system.ts";

/** A certified OpenID provider; whom its own login page is told, one is. `unverified` is in the name of who has not proved the address. */
interface OtherParty {
  readonly issuer: string;
  close(): Promise<void>;
}
const SECRET = randomUUID();

async function startOtherParty(redirectUris: string[]): Promise<OtherParty> {
  const server: Server = createServer((request, response) => void handler(request, response));
  let handler: ReturnType<Provider["callback"]> = () => Promise.resolve();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const issuer = `http://localhost:${(server.address() as AddressInfo).port}`;
  const provider = new Provider(issuer, {
    clients: [{ client_id: "arena", client_secret: SECRET, redirect_uris: redirectUris }],
    claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name"] },
    findAccount: (_context, id) => ({
      accountId: id,
      claims: () => ({ sub: id, email: id, email_verified: !id.includes("unverified"), name: "Somebody" }),
    }),
    cookies: { keys: [randomUUID()] },
  });
  handler = provider.callback();
  return {
    issuer,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

let otherParty: OtherParty;
let system: System;
let browser: Browser;
beforeAll(async () => {
  const port = await freePort();
  otherParty = await startOtherParty([`http://localhost:${port}/api/auth/callback/oidc`]);
  [system, browser] = await Promise.all([
    startSystem(
      {
        ARENA_OIDC_ISSUER: otherParty.issuer,
        ARENA_OIDC_CLIENT_ID: "arena",
        ARENA_OIDC_CLIENT_SECRET: SECRET,
        ARENA_OIDC_NAME: "Lab account",
      },
      [],
      port,
    ),
    launchBrowser(),
  ]);
}, 300_000);
afterAll(async () => {
  await browser?.close();
  await system?.stop();
  await otherParty?.close();
});

/** From the sign-in page over the other party's login and consent, back to wherever that leads. */
async function signInAs(email: string): Promise<Page> {
  const page = await (await newContext(browser, {})).newPage();
  await page.goto(`${system.address}/profile`);
  await page.getByRole("button", { name: "Sign in with Lab account" }).click();
  await page.waitForURL(`${otherParty.issuer}/**`);
  await page.locator("input[name=login]").fill(email);
  await page.locator("input[name=password]").fill("anything");
  await page.locator("button[type=submit]").click();
  await page.getByRole("button", { name: "Continue" }).click();
  await page.waitForURL(`${system.address}/**`);
  return page;
}

test("who has an account here signs in by the other party, and lands where they wanted to go", async () => {
  const page = await signInAs(system.email);
  await page.waitForURL(`${system.address}/profile`);
  await page.getByText(system.email).first().waitFor();
  await page.context().close();
});

test.each([
  ["whom nobody has invited", "stranger@elsewhere.test"],
  ["whose address the other party has not verified", "unverified@acme.test"],
])("one %s is told so, and gets no account", async (_what, email) => {
  if (email.startsWith("unverified"))
    await system.pool.query("INSERT INTO person (id, name, email) VALUES ($1, 'Victim', $2)", [randomUUID(), email]);
  const people = async () => (await system.pool.query("SELECT FROM auth_account")).rowCount;
  const before = await people();
  const page = await signInAs(email);
  await page.getByText("Ask a Manager to invite you").waitFor();
  expect(new URL(page.url()).pathname).toBe("/sign-in");
  expect(await people()).toBe(before);
  await page.context().close();
});

test("its secret is in no component but the api, and in no log", async () => {
  const { readFileSync, readdirSync } = await import("node:fs");
  for (const name of ["agent", "control-worker", "temporal"]) {
    const { pid } = system.component(name);
    expect(readFileSync(`/proc/${pid}/environ`, "latin1")).not.toContain(SECRET);
  }
  for (const log of readdirSync(`${system.dataDir}/logs`))
    expect(readFileSync(`${system.dataDir}/logs/${log}`, "utf8")).not.toContain(SECRET);
});
