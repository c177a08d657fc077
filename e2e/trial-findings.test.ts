import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { ArenaClient } from "@arena/sdk";
import { axeViolations, errorsOf, launchBrowser, signedIn } from "./browser.ts";
import {
  awaitEnd,
  awaitRun,
  clientOf,
  firstProject,
  isRunning,
  rehearsal,
  rehearsalTrainer,
  startRun,
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

test("while it is stopping, the dialog has one button, which goes to the next step", async () => {
  const { experimentId, runId } = await startRun(client, rehearsal("ignores-stop"));
  await awaitRun(client, runId, "trains", isRunning);
  const page = await signedIn(browser, system);
  await page.goto(`${system.address}/experiments/${experimentId}`);
  await page.getByRole("button", { name: "Stop training" }).first().click();
  const dialog = page.getByRole("dialog", { name: "Stop Experiment" });
  await dialog.getByRole("button", { name: "Stop", exact: true }).click();
  await dialog.waitFor({ state: "detached" });
  await page.getByRole("button", { name: "Force stop" }).click();
  await dialog.getByText(/Are you sure you want to force .* to stop\?/).waitFor();
  expect(await dialog.getByRole("button", { name: "Stop", exact: true }).count()).toBe(0);
  await dialog.getByRole("button", { name: "Force stop" }).click();
  await page.getByText(/goes on with its next step/).waitFor();
  const { receipt } = await awaitEnd(client, runId);
  expect(receipt).toMatchObject({ verified: true });
  expect(receipt!.rungs.map(({ name, outcome }) => `${name} ${outcome}`)).toContain("SIGTERM DONE");
  expect(errorsOf(page)).toEqual([]);
  await page.context().close();
});

test("a browser that loses its network says so at once, and forgets it when the network is back", async () => {
  const page = await signedIn(browser, system);
  await page.goto(`${system.address}/projects/${await firstProject(client)}`);
  await page.getByRole("button", { name: "New experiment" }).first().waitFor();
  const bar = page.getByText(/Live changes stopped at/);
  await page.context().setOffline(true);
  await bar.waitFor({ timeout: 2_000 });
  await page.context().setOffline(false);
  await bar.waitFor({ state: "detached" });
  await page.context().close();
});

test("one's password is changed on the profile page, which signs other browsers out", async () => {
  const [page, other] = [await signedIn(browser, system), await signedIn(browser, system)];
  await page.goto(`${system.address}/profile`);
  const change = async (present: string, next: string): Promise<void> => {
    await page.getByLabel("Present password").fill(present);
    await page.getByLabel("New password").fill(next);
    await page.getByRole("button", { name: "Change password" }).click();
  };
  await change("not it", "a better password");
  await page.getByText("This is not your present password.").waitFor();
  await change(system.password, "short");
  await page.getByText("At least 8 characters.").waitFor();
  await change(system.password, "a better password");
  await page.getByText("Password changed.").waitFor();
  await page.reload();
  await page.getByRole("heading", { name: "Password" }).waitFor();
  await other.goto(`${system.address}/profile`);
  expect(new URL(other.url()).pathname).toBe("/sign-in");
  await change("a better password", system.password);
  await page.getByText("Password changed.").waitFor();
  expect(await axeViolations(page)).toEqual([]);
  await Promise.all([page.context().close(), other.context().close()]);
});

test("what was wrong with a field is said until it is edited", async () => {
  const page = await signedIn(browser, system);
  await page.goto(`${system.address}/projects/${await firstProject(client)}`);
  await page.getByRole("button", { name: "New experiment" }).first().click();
  const form = page.getByRole("dialog", { name: "New experiment" });
  await form.getByLabel("Name").fill("x");
  await form.getByLabel("Max steps").fill("many");
  await form.getByRole("button", { name: "Save as draft" }).click();
  const fault = form.getByText("Enter a whole number above zero.");
  await fault.waitFor();
  await form.getByLabel("Max steps").fill("");
  await fault.waitFor({ state: "detached" });
  await page.context().close();
});
