import { randomUUID } from "node:crypto";
import type { Browser } from "playwright-core";
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
import { startSystem, type System } from "./system.ts";

let system: System;
let client: ArenaClient;
let browser: Browser;
beforeAll(async () => {
  [system, browser] = await Promise.all([startSystem(rehearsalTrainer), launchBrowser()]);
  client = clientOf(system);
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
  await client.enableOnPrem();
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
  await dialog.getByRole("button", { name: "Release place" }).click();
  await page.getByText("Place of first of two, run 1 released.").waitFor();
  await page.getByText(/Its place was released by a Manager/).waitFor();
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
  await dialog.getByRole("button", { name: "Release place" }).click();
  await link.waitFor({ state: "detached" });
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
