import { randomUUID } from "node:crypto";
import type { Browser, Locator, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createClient, type ArenaClient } from "@arena/sdk";
import { axeViolations, errorsOf, launchBrowser, overflowPx, signedIn } from "./browser.ts";
import {
  awaitEnd,
  awaitRun,
  clientOf,
  createExperiment,
  isRunning,
  rehearsal,
  rehearsalTrainer,
  train,
  uuidOf,
} from "./experiments.ts";
import { openClasses } from "./open-classes.ts";
import { startSystem, type System } from "./system.ts";

let system: System;
let client: ArenaClient;
let browser: Browser;
beforeAll(async () => {
  [system, browser] = await Promise.all([startSystem(rehearsalTrainer), launchBrowser()]);
  client = clientOf(system);
  await client.enableOnPrem();
}, 300_000);
afterAll(async () => {
  await browser?.close();
  await client?.close();
  await system?.stop();
});

interface Held {
  readonly experimentId: string;
  readonly runId: string;
}
/** A halted run whose place a class counts as used, as after an end that nobody could look at. */
async function held(name: string, classId: string): Promise<Held> {
  const { id: experimentId } = await createExperiment(client, rehearsal("obeys"), name);
  const { runId } = await train(client, experimentId);
  await awaitRun(client, runId, "runs", isRunning);
  await client.haltExperiment({ id: experimentId });
  await awaitEnd(client, runId);
  const [run, ofClass] = [uuidOf(runId), uuidOf(classId)];
  await system.pool.query("DELETE FROM run_fact WHERE run_id = $1", [run]);
  await system.pool.query("UPDATE run SET resource_class_id = $2 WHERE id = $1", [run, ofClass]);
  await system.pool.query(
    `INSERT INTO lease (run_id, resource_class_id, lease_id, quarantined_reason)
     VALUES ($1, $2, $1, 'It was not proven that the trainer''s processes are gone.')`,
    [run, ofClass],
  );
  return { experimentId, runId };
}
async function leases(runId: string): Promise<number> {
  return (await system.pool.query("SELECT FROM lease WHERE run_id = $1", [uuidOf(runId)])).rowCount!;
}
async function memberOf(name: string): Promise<System> {
  const email = `${name}@acme.test`;
  const password = `password of ${name}`;
  const { link } = await client.inviteMember({ email, role: "MEMBER" });
  await client.acceptInvitation({ token: new URL(link).searchParams.get("token")!, name, password });
  return { ...system, email, password };
}

test("a held place is told on the run's page and its class's, and released there by a Manager alone", async () => {
  const { id: classId } = await client.createResourceClass({ name: "edge rack", nodes: 2 });
  const first = await held("first of two", classId);
  const second = await held("second of two", classId);
  const address = `${system.address}/experiments/${first.experimentId}`;

  const member = await signedIn(browser, await memberOf("ana"), { width: 320, theme: "dark" });
  await member.goto(address);
  const notice = member.getByRole("region", { name: "The place of this run" });
  await notice.getByText("Its place in edge rack is still held").waitFor();
  await notice.getByText(/a Manager releases it\./).waitFor();
  expect(await member.getByRole("button", { name: "Release place" }).count()).toBe(0);
  expect([await overflowPx(member), await axeViolations(member)]).toEqual([0, []]);

  const page = await signedIn(browser, system);
  await page.goto(address);
  const dialog = page.getByRole("dialog", { name: "Release place" });
  const button = page.getByRole("button", { name: "Release place of first of two, run 1" });
  // Until the page's script runs, nothing can be pressed.
  await button.click({ trial: true });
  await button.focus();
  await page.keyboard.press("Enter");
  await dialog.getByText(/two runs may share one machine/).waitFor();
  expect(await axeViolations(page)).toEqual([]);
  await dialog.getByRole("button", { name: "Release place" }).press("Enter");
  await page.getByText("Place of first of two, run 1 released.").waitFor();
  await page.getByText(/Its place was released by you/).waitFor();
  // The button has gone, and the focus is where it was.
  const focused = (of: Page): Promise<string> =>
    of.evaluate(
      () =>
        document.activeElement?.getAttribute("aria-label") ??
        document.querySelector(":focus")?.textContent ??
        "nothing",
    );
  await expect.poll(() => focused(page)).toBe("The place of this run");
  // Who only looks is told, too.
  await notice.getByText(/Its place was released by a Manager/).waitFor();
  await expect.poll(() => leases(first.runId)).toBe(0);
  await member.context().close();

  await page.goto(`${system.address}/on-prem`);
  await page.getByRole("button", { name: "Config of edge rack" }).click();
  await page.getByText("1 place held by a run that ended without proof").waitFor();
  expect(await axeViolations(page)).toEqual([]);
  const link = page.getByRole("link", { name: "second of two, run 1" });
  expect(await link.getAttribute("href")).toBe(`/experiments/${second.experimentId}/runs/1`);
  await page.getByRole("button", { name: "Release place of second of two, run 1" }).click();
  await dialog.getByRole("button", { name: "Release place" }).press("Enter");
  await link.waitFor({ state: "detached" });
  await expect.poll(() => focused(page)).toMatch(/^Cluster ?of edge rack$/);
  await expect.poll(() => leases(second.runId)).toBe(0);
  expect(errorsOf(page)).toEqual([]);
  await page.context().close();
}, 180_000);

test("whose place is not held, or who may not, is refused by the SDK with the reason", async () => {
  const { id: classId } = await client.createResourceClass({ name: randomUUID(), nodes: 1 });
  const { runId } = await held("by key", classId);
  expect((await client.run(runId))!.heldPlace).toMatchObject({ reason: expect.stringContaining("not proven") });
  const idempotencyKey = randomUUID();
  for (let time = 0; time < 2; time += 1)
    expect(await client.releasePlace({ id: runId, idempotencyKey })).toMatchObject({ id: runId, heldPlace: null });
  await expect(client.releasePlace({ id: runId })).rejects.toMatchObject({
    code: "NOT_ALLOWED",
    reason: "The place of this run was released before.",
  });
  await expect(client.releasePlace({ id: classId })).rejects.toMatchObject({ code: "NOT_FOUND" });
  const stranger = createClient({ url: system.address });
  await expect(stranger.releasePlace({ id: runId })).rejects.toMatchObject({ code: "UNAUTHENTICATED" });
  await stranger.close();
});

test("an open Config panel is in the address: it stays over a reload, and back and forward close and open it", async () => {
  const { id } = await client.createResourceClass({ name: "north rack", nodes: 2 });
  await client.createResourceClass({ name: "south rack", nodes: 2 });
  const page = await signedIn(browser, system);
  await openClasses(page, system);
  const config = (name: string) => page.getByRole("button", { name: `Config of ${name}` });
  const cluster = (name: string) => page.getByRole("heading", { name: `Cluster of ${name}` });
  await config("north rack").click();
  await cluster("north rack").waitFor();
  expect(new URL(page.url()).searchParams.get("config")).toBe(id);
  // The server's answer has it already.
  expect(await (await page.request.get(page.url())).text()).toContain(`id="config-${id}"`);
  await page.reload();
  await page.getByText("Nothing is installed yet").filter({ visible: true }).waitFor();
  expect(await config("north rack").getAttribute("aria-expanded")).toBe("true");

  await config("south rack").click();
  await cluster("south rack").waitFor();
  expect(await cluster("north rack").count()).toBe(0);
  await page.goBack();
  await cluster("north rack").waitFor();
  await page.goBack();
  await cluster("north rack").waitFor({ state: "detached" });
  expect(new URL(page.url()).search).toBe("");
  await page.goForward();
  await cluster("north rack").waitFor();
  await config("north rack").click();
  await cluster("north rack").waitFor({ state: "detached" });
  expect(new URL(page.url()).search).toBe("");

  await system.pool.query(
    `INSERT INTO resource_class (id, organization_id, name, slug, kind, nodes)
     SELECT gen_random_uuid(), organization.id, 'Rack ' || number, 'rack-' || number, 'ON_PREM', 4
     FROM organization, generate_series(1, 100) AS number`,
  );
  const last = (await client.onPremClasses({ first: 1_000 }))!.edges.at(-1)!.node;
  await openClasses(page, system, `?config=${last.id}`);
  await cluster(last.name).waitFor();
  await openClasses(page, system, "?config=nothing");
  await config("north rack").waitFor();
  expect(await page.getByRole("heading", { name: /^Cluster of / }).count()).toBe(0);
  await system.pool.query("DELETE FROM resource_class WHERE name LIKE 'Rack %'");
  expect(errorsOf(page)).toEqual([]);
  await page.context().close();
}, 180_000);

const MOST_PRESSES = 150;
const isFocused = (one: Locator): Promise<boolean> => one.evaluate((element) => element === document.activeElement);
const awaitFocus = (one: Locator): Promise<void> => expect.poll(() => isFocused(one), { timeout: 30_000 }).toBe(true);

test("Skip, Abort and Tear down are given by keyboard alone, and the focus goes to what comes of each", async () => {
  const { id } = await client.createResourceClass({ name: "far rack", nodes: 2 });
  // Nobody takes logins there.
  const [manager, worker] = ["ada@127.0.0.9:9", "ada@127.0.0.10:9"];
  const { id: orderId } = await client.installCluster({ id, manager: manager!, workers: [worker!] });
  const isWaiting = async (): Promise<boolean> => (await client.clusterOperation(orderId))?.status === "WAITING";
  await expect.poll(isWaiting, { timeout: 60_000 }).toBe(true);

  const page = await signedIn(browser, system);
  await openClasses(page, system);
  const press = (key: string): Promise<void> => page.keyboard.press(key);
  const walkTo = async (one: Locator, key = "Tab"): Promise<void> => {
    await one.waitFor();
    for (let presses = 0; !(await isFocused(one)); presses += 1) {
      if (presses === MOST_PRESSES) throw new Error(`${key} does not come to ${one.toString()}`);
      await press(key);
    }
  };
  const button = (name: string) => page.getByRole("button", { name, exact: true });
  const dialog = page.getByRole("dialog");
  const inDialog = (name: string) => dialog.getByRole("button", { name, exact: true });
  const cluster = page.getByRole("region", { name: "Cluster of far rack" });
  const heading = (name: string) => cluster.getByRole("heading", { name, exact: true });
  const sentence = (text: string) => page.getByText(text).first().waitFor({ timeout: 60_000 });

  await walkTo(page.getByRole("row").filter({ has: page.getByRole("rowheader", { name: "far rack" }) }));
  await press("Enter");
  await sentence("0 of 2 hosts ready; 2 failed: choose Retry or Skip.");
  await walkTo(button(`Skip ${manager}`));
  await page.getByRole("tooltip").getByText("Without its manager there is no cluster. Retry it, or abort.").waitFor();
  await press("Enter");
  await walkTo(button(`Skip ${worker}`));
  await press("Enter");
  await sentence("0 of 2 hosts ready; the manager failed: choose Retry, or abort.");
  await awaitFocus(button(worker!));

  await walkTo(button("Abort…"), "Shift+Tab");
  await press("Enter");
  await awaitFocus(inDialog("Cancel"));
  await press("Escape");
  await awaitFocus(button("Abort…"));
  await press("Enter");
  await awaitFocus(inDialog("Cancel"));
  await walkTo(inDialog("Abort install"));
  await press("Enter");
  await sentence("It was aborted. What was done stays; another install goes on from there.");
  await awaitFocus(heading("Install"));

  await walkTo(button("Tear down…"), "Shift+Tab");
  await press("Enter");
  await awaitFocus(inDialog("Cancel"));
  await press("Escape");
  await awaitFocus(button("Tear down…"));
  await press("Enter");
  await awaitFocus(inDialog("Cancel"));
  await walkTo(dialog.getByLabel("Leave the Swarm too"));
  await press("Space");
  await walkTo(inDialog("Tear down"));
  await press("Enter");
  await awaitFocus(heading("Teardown in progress"));
  expect((await client.classCluster(id))!.operations![0]).toMatchObject({ kind: "TEARDOWN", leaveSwarm: true });
  expect(await axeViolations(page)).toEqual([]);
  expect(errorsOf(page)).toEqual([]);
  await page.context().close();
}, 180_000);

test("keys that are changed while a class is installed: each dialog says first what becomes of the installation", async () => {
  const { id } = await client.createResourceClass({ name: "new rack", nodes: 2 });
  const page = await signedIn(browser, system, { width: 320 });
  await openClasses(page, system, `?config=${id}`);
  const dialog = page.getByRole("dialog");
  const asked = async (name: string): Promise<string> => {
    await page.getByRole("button", { name, exact: true }).click();
    const said = await dialog.innerText();
    await dialog.getByRole("button", { name: "Cancel" }).click();
    await dialog.waitFor({ state: "detached" });
    return said;
  };
  for (const name of ["Rotate keys", "Revoke keys"]) expect(await asked(name)).not.toContain("is being installed");
  const order = await client.installCluster({ id, manager: "ada@127.0.0.9:9", workers: ["ada@127.0.0.10:9"] });
  await page.getByRole("heading", { name: "Install in progress" }).waitFor();
  await page.getByRole("row", { name: "new rack" }).getByText("Installing").first().waitFor();
  await page.getByRole("button", { name: "Revoke keys", exact: true }).click();
  expect(await axeViolations(page)).toEqual([]);
  await page.keyboard.press("Escape");
  expect(await asked("Rotate keys")).toContain("new rack is being installed, with the keys from before");
  expect(await asked("Revoke keys")).toContain(
    "what is deployed now is not let in any more. Abort the installation first.",
  );
  await client.abortInstall({ id: order.id });
  expect(await overflowPx(page)).toBe(0);
  expect(errorsOf(page)).toEqual([]);
});
