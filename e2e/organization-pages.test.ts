import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ArenaClient } from "@arena/sdk";
import { axeViolations, errorsOf, launchBrowser, newContext, overflowPx, signedIn, watched } from "./browser.ts";
import { clientOf } from "./experiments.ts";
import { startSystem, type System } from "./system.ts";

let system: System;
let client: ArenaClient;
let browser: Browser;
beforeAll(async () => {
  [system, browser] = await Promise.all([startSystem(), launchBrowser()]);
  client = clientOf(system);
}, 300_000);
afterAll(async () => {
  await browser?.close();
  await client?.close();
  await system?.stop();
});

const looks = [{ theme: "light" }, { theme: "dark" }, { theme: "light", width: 320 }] as const;
async function isClean(page: Page): Promise<void> {
  expect(await axeViolations(page)).toEqual([]);
  expect(await overflowPx(page)).toBe(0);
}
const stranger = async (): Promise<Page> => watched(await (await newContext(browser, {})).newPage());
const memberRow = (page: Page, text: string) => page.getByRole("row").filter({ hasText: text });
async function openOrganization(page: Page): Promise<void> {
  await page.goto(`${system.address}/organization`);
  await page.getByText("(you)").waitFor();
}
/** By the pages: invites, and answers with the link that is shown once. */
async function invite(page: Page, email: string): Promise<URL> {
  await page.getByRole("button", { name: "Invite" }).click();
  const dialog = page.getByRole("dialog", { name: "Invite to the organization" });
  await dialog.getByLabel("E-mail address *").fill(email);
  await dialog.getByRole("button", { name: "Make invitation" }).click();
  const shown = page.getByRole("dialog", { name: "Pass on this link" });
  const link = new URL(await shown.locator("code").innerText());
  await shown.getByRole("button", { name: "I have passed it on" }).click();
  await shown.waitFor({ state: "detached" });
  return link;
}
async function join(page: Page, link: URL, name: string, password: string): Promise<void> {
  await page.goto(link.href);
  await page.getByLabel("Your name").fill(name);
  await page.getByLabel("Choose a password").fill(password);
  await page.getByRole("button", { name: "Join" }).click();
  await page.waitForURL("**/projects");
}

describe("invitations", () => {
  test("a new person joins by the link, which works once; roles change, members are removed", async () => {
    const page = await signedIn(browser, system);
    await openOrganization(page);
    const link = await invite(page, "Ana@acme.test");
    await page.getByRole("list", { name: "Open invitations" }).getByText("ana@acme.test").waitFor();
    expect(await page.getByText(link.searchParams.get("token")!).count()).toBe(0);

    const ana = await stranger();
    await ana.goto(link.href);
    await ana.getByRole("heading", { name: /^Join / }).waitFor();
    await ana.getByRole("button", { name: "Join" }).click();
    await ana.getByText("Enter your name.").waitFor();
    await ana.getByText("At least 8 characters.").waitFor();
    await isClean(ana);
    await join(ana, link, "Ana", "password of ana");
    await ana.goto(link.href);
    await ana.getByText("This invitation cannot be used").waitFor();
    await isClean(ana);

    // Members see members only.
    await openOrganization(ana);
    await memberRow(ana, system.email).getByRole("cell", { name: "Manager", exact: true }).waitFor();
    for (const hidden of ["Invite", "Make Manager", "Remove"])
      expect(await ana.getByRole("button", { name: hidden }).count()).toBe(0);
    for (const heading of ["Activity", "Open invitations"])
      expect(await ana.getByRole("heading", { name: heading }).count()).toBe(0);
    expect((await ana.request.get(`${system.address}/organization/activity.csv`)).status()).toBe(403);

    await openOrganization(page);
    await memberRow(page, "ana@acme.test").getByRole("button", { name: "Make Manager" }).click();
    await page.getByText("Ana is a Manager now.").waitFor();
    await memberRow(page, "ana@acme.test").getByRole("cell", { name: "Manager", exact: true }).waitFor();
    await memberRow(page, "ana@acme.test").getByRole("button", { name: "Make Member" }).click();
    await page.getByText("Ana is a Member now.").waitFor();
    await memberRow(page, "ana@acme.test").getByRole("button", { name: "Remove" }).click();
    const confirm = page.getByRole("dialog", { name: "Remove member" });
    await confirm.getByText("Are you sure you want to remove Ana?").waitFor();
    await confirm.getByRole("button", { name: "Remove" }).click();
    await page.getByText("Ana removed.").waitFor();
    await expect.poll(() => memberRow(page, "ana@acme.test").count()).toBe(0);
    expect(errorsOf(page)).toEqual([]);

    // Who belongs nowhere any more is told so, not led in circles.
    await ana.context().clearCookies();
    await ana.goto(`${system.address}/sign-in`);
    await ana.getByLabel("E-mail address").fill("ana@acme.test");
    await ana.getByLabel("Password").fill("password of ana");
    await ana.getByRole("button", { name: "Sign in" }).click();
    await ana.getByText("You belong to no organization.").waitFor();

    // A new invitation is the way back.
    await openOrganization(page);
    const again = await invite(page, "ana@acme.test");
    await ana.goto(again.href);
    await ana.getByRole("link", { name: "Sign in to accept" }).click();
    await ana.getByLabel("E-mail address").fill("ana@acme.test");
    await ana.getByLabel("Password").fill("password of ana");
    await ana.getByRole("button", { name: "Sign in" }).click();
    await ana.getByRole("button", { name: "Accept invitation" }).click();
    await ana.waitForURL("**/projects");
    await Promise.all([page.context().close(), ana.context().close()]);
  }, 120_000);

  test("one that is taken back, and one that never was, lead to the same page", async () => {
    const page = await signedIn(browser, system);
    await openOrganization(page);
    const link = await invite(page, "carl@acme.test");
    await page.getByRole("button", { name: "Take back" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Take back" }).click();
    await page.getByText("Invitation of carl@acme.test taken back.").waitFor();
    await page.getByText("No invitation is open.").waitFor();
    const carl = await stranger();
    for (const address of [link.href, `${system.address}/invitation?token=nonsense`, `${system.address}/invitation`]) {
      await carl.goto(address);
      await carl.getByText("This invitation cannot be used").waitFor();
    }
    await Promise.all([page.context().close(), carl.context().close()]);
  }, 120_000);

  test("a person with an account signs in, accepts, and switches between organizations", async () => {
    const page = await signedIn(browser, system);
    await openOrganization(page);
    const first = await invite(page, "dora@acme.test");
    const dora = await stranger();
    await join(dora, first, "Dora", "password of dora");
    await dora.context().clearCookies();

    // Another organization of the same name, which the same Manager invites from.
    await system.pool.query(
      `WITH made AS (INSERT INTO organization (id, name, plan) SELECT gen_random_uuid(), name, 'FREE' FROM organization LIMIT 1 RETURNING id)
       INSERT INTO membership (organization_id, person_id, role) SELECT made.id, person.id, 'MANAGER' FROM made, person WHERE email = $1`,
      [system.email],
    );
    const manager = await signedIn(browser, system);
    await openOrganization(manager);
    const names = await switchTo(manager, 1);
    expect(names).toHaveLength(2);
    await openOrganization(manager);
    await manager.getByText("Free plan").waitFor();
    const second = await invite(manager, "dora@acme.test");

    await dora.goto(second.href);
    await dora.getByRole("link", { name: "Sign in to accept" }).click();
    await dora.getByLabel("E-mail address").fill("dora@acme.test");
    await dora.getByLabel("Password").fill("password of dora");
    await dora.getByRole("button", { name: "Sign in" }).click();
    await dora.getByRole("button", { name: "Accept invitation" }).click();
    await dora.waitForURL("**/projects");
    await openOrganization(dora);
    await dora.getByText("Free plan").waitFor();
    await switchTo(dora, 0);
    await openOrganization(dora);
    await dora.getByText("Enterprise plan").waitFor();

    // Signed in as somebody else, one is told so.
    const third = await invite(manager, "erik@acme.test");
    await join(await stranger(), third, "Erik", "password of erik");
    await page.goto(`${system.address}/organization`);
    await switchTo(manager, 0);
    await openOrganization(manager);
    const fourth = await invite(manager, "erik@acme.test");
    await dora.goto(fourth.href);
    await dora.getByText("You are signed in as dora@acme.test. The invitation is for erik@acme.test.").waitFor();
    await isClean(dora);
    await Promise.all([page.context().close(), dora.context().close(), manager.context().close()]);
  }, 180_000);
});

/** Of the organizations in the switch, the one at the place; answers with all names. */
async function switchTo(page: Page, place: number): Promise<string[]> {
  await page.getByRole("button", { name: /switch organization/ }).click();
  const items = page.getByRole("menuitem");
  await items.nth(1).waitFor();
  const names = (await items.allInnerTexts()).filter((name) => name !== "New organization");
  await items.nth(place).click();
  await page.waitForURL("**/projects");
  return names;
}

test("a Manager makes another organization and goes on in it", async () => {
  const page = await signedIn(browser, system);
  await openOrganization(page);
  await page.getByRole("button", { name: /switch organization/ }).click();
  await page.getByRole("menuitem", { name: "New organization" }).click();
  const dialog = page.getByRole("dialog", { name: "New organization" });
  await dialog.getByRole("button", { name: "Create organization" }).click();
  await dialog.getByText("Enter a name.").waitFor();
  await dialog.getByLabel("Name *").fill("Gripper lab");
  await dialog.getByRole("button", { name: "Create organization" }).click();
  await page.waitForURL("**/projects");
  await openOrganization(page);
  await page.getByRole("heading", { level: 1, name: "Gripper lab" }).waitFor();
  expect(await page.getByRole("row").count()).toBe(2);
  await switchTo(page, 0);
  await page.context().close();
}, 120_000);

describe("activity", () => {
  test("reads as sentences and is exported as CSV", async () => {
    await client.enableOnPrem();
    const { id } = await client.createResourceClass({ name: "gpu", nodes: 2 });
    await client.updateResourceClass({ id, nodes: 4 });
    const page = await signedIn(browser, system);
    await openOrganization(page);
    await page.getByText("changed the resource class gpu").waitFor();
    await page.getByText("Number of nodes: 2 → 4").waitFor();
    const shown = await page.getByRole("main").innerText();
    expect(shown).not.toMatch(/[0-9a-f]{8}-[0-9a-f]{4}-|\{"|undefined|null/);
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("link", { name: "Export as CSV" }).click(),
    ]);
    expect(download.suggestedFilename()).toBe("activity.csv");
    const csv = await page.request.get(`${system.address}/organization/activity.csv`);
    expect(csv.headers()["content-type"]).toContain("text/csv");
    expect(await csv.text()).toContain("changed the resource class gpu");
    expect(errorsOf(page)).toEqual([]);
    await page.context().close();
  }, 120_000);
});

describe("device login", () => {
  interface Started {
    readonly device_code: string;
    readonly user_code: string;
    readonly verification_uri_complete: string;
  }
  const realm = (path: string, fields: Record<string, string>): Promise<Response> =>
    fetch(`${system.address}/realms/arena/protocol/openid-connect/${path}`, {
      method: "POST",
      body: new URLSearchParams({ client_id: "arena-cli", ...fields }),
    });
  const start = async (): Promise<Started> => (await realm("auth/device", {})).json() as Promise<Started>;
  const redeem = ({ device_code }: Started): Promise<Response> =>
    realm("token", { grant_type: "urn:ietf:params:oauth:grant-type:device_code", device_code });

  test("asks to sign in first, shows the code, and is approved or denied once", async () => {
    const started = await start();
    const page = await stranger();
    await page.goto(started.verification_uri_complete);
    await page.waitForURL("**/sign-in?**");
    await page.getByLabel("E-mail address").fill(system.email);
    await page.getByLabel("Password").fill(system.password);
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByText(started.user_code).waitFor();
    await isClean(page);
    await page.getByRole("button", { name: "Approve" }).click();
    await page.getByRole("heading", { name: "Signed in" }).waitFor();
    expect((await redeem(started)).status).toBe(200);
    await page.goto(started.verification_uri_complete);
    await page.getByText("Nothing waits under this code").waitFor();
    await isClean(page);

    const other = await start();
    await page.getByLabel("Code").fill(other.user_code.toLowerCase());
    await page.getByRole("button", { name: "Go on" }).click();
    await page.getByRole("button", { name: "Deny" }).click();
    await page.getByRole("heading", { name: "Refused" }).waitFor();
    expect(await (await redeem(other)).json()).toMatchObject({ error: "access_denied" });
    expect(errorsOf(page)).toEqual([]);
    await page.context().close();
  }, 120_000);
});

test("the organization's page and the others pass axe in both themes, and nothing scrolls sideways at 320 px", async () => {
  for (const look of looks) {
    const page = await signedIn(browser, system, look);
    await openOrganization(page);
    await isClean(page);
    await page.getByRole("button", { name: "Invite" }).click();
    await page.getByRole("dialog").waitFor();
    await isClean(page);
    await page.goto(`${system.address}/device`);
    await page.getByLabel("Code").waitFor();
    await isClean(page);
    expect(errorsOf(page)).toEqual([]);
    await page.context().close();
  }
}, 120_000);
