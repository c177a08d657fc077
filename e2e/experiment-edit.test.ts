import type { Browser, Page } from "playwright-core";
import type { ArenaClient } from "@arena/sdk";
import { afterAll, beforeAll, expect, test } from "vitest";
import { axeViolations, errorsOf, launchBrowser, overflowPx, signedIn } from "./browser.ts";
import {
  awaitEnd,
  awaitRun,
  clientOf,
  createExperiment,
  firstProject,
  isRunning,
  ppo,
  startRun,
} from "./experiments.ts";
import { startSystem, type System } from "./system.ts";

let system: System;
let client: ArenaClient;
let browser: Browser;
let list: string;
beforeAll(async () => {
  [system, browser] = await Promise.all([startSystem(), launchBrowser()]);
  client = clientOf(system);
  list = `${system.address}/projects/${await firstProject(client)}`;
}, 300_000);
afterAll(async () => {
  await browser?.close();
  await client?.close();
  await system?.stop();
});

const row = (page: Page, name: string) => page.getByRole("row").filter({ hasText: name });
const dialog = (page: Page) => page.getByRole("dialog", { name: "Edit experiment" });
const editItem = (page: Page) => page.getByRole("menuitem", { name: /^Edit experiment/ });
async function openMenu(page: Page, name: string): Promise<void> {
  const button = row(page, name).getByRole("button", { name: /actions|menu/i });
  await button.click({ trial: true });
  await button.focus();
  await page.keyboard.press("Enter");
  await editItem(page).waitFor();
}

test("a draft is renamed and given other steps by keyboard, and the rest of it stays", async () => {
  const manifest = { ...ppo({ max_steps: 4_000, seed: 0 }), note: { of: "a person" } };
  const { id } = await createExperiment(client, manifest, "first name");
  await createExperiment(client, ppo(), "taken name");
  const page = await signedIn(browser, system);
  await page.goto(list);
  await openMenu(page, "first name");
  await page.keyboard.press("e");
  const name = dialog(page).getByLabel("Name");
  await expect.poll(() => name.evaluate((input) => input === document.activeElement)).toBe(true);
  expect(await name.inputValue()).toBe("first name");
  expect(await dialog(page).getByLabel("Max steps").inputValue()).toBe("4000");
  expect(await dialog(page).getByLabel("Seed").inputValue()).toBe("0");
  expect(await axeViolations(page)).toEqual([]);

  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.type("taken name");
  await page.keyboard.press("Enter");
  await expect.poll(() => name.getAttribute("aria-invalid")).toBe("true");
  expect((await client.experiment(id))?.name).toBe("first name");

  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.type("second name");
  const steps = dialog(page).getByLabel("Max steps");
  while (!(await steps.evaluate((input) => input === document.activeElement))) await page.keyboard.press("Tab");
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.type("9,000");
  await page.keyboard.press("Enter");
  await page.getByText("Experiment second name saved.").waitFor();
  await dialog(page).waitFor({ state: "detached" });
  await row(page, "second name").waitFor();
  expect(await row(page, "first name").count()).toBe(0);
  const saved = await client.experiment(id);
  expect(saved).toMatchObject({
    name: "second name",
    manifest: { ...manifest, training: { max_steps: 9_000, seed: 0 } },
  });
  // The API refused the taken name, which a browser prints; nothing else was.
  expect(errorsOf(page).filter((text) => !text.includes("status of"))).toEqual([]);
  await page.context().close();
});

test("its page edits it and shows what was saved, in both themes and at 320 px", async () => {
  const { id } = await createExperiment(client, ppo({ max_steps: 4_000 }), "on its page");
  const page = await signedIn(browser, system, { theme: "dark", width: 320 });
  await page.goto(`${system.address}/experiments/${id}`);
  await page.getByRole("button", { name: "Edit experiment" }).click();
  await dialog(page).getByLabel("Max steps").fill("none");
  await dialog(page).getByRole("button", { name: "Save" }).click();
  await dialog(page).getByText("Enter a whole number above zero.").waitFor();
  expect(await axeViolations(page)).toEqual([]);
  expect(await overflowPx(page)).toBe(0);
  await dialog(page).getByLabel("Max steps").fill("7000");
  await dialog(page).getByLabel("Name").fill("renamed on its page");
  await dialog(page).getByRole("button", { name: "Save" }).click();
  await page.getByRole("heading", { level: 1, name: "renamed on its page" }).waitFor();
  await page.getByText("7,000").first().waitFor();
  expect(await overflowPx(page)).toBe(0);
  expect(errorsOf(page)).toEqual([]);
  await page.context().close();
});

test("it is locked while it runs and read-only after, with the reason", async () => {
  const { experimentId, runId } = await startRun(client, ppo({ max_steps: 100_000_000 }));
  await awaitRun(client, runId, "runs", isRunning);
  const { name } = (await client.experiment(experimentId))!;
  const page = await signedIn(browser, system);
  await page.goto(list);
  await openMenu(page, name);
  expect(await editItem(page).getAttribute("aria-disabled")).toBe("true");
  await editItem(page).getByText("It is running.").waitFor();
  await page.keyboard.press("e");
  expect(await dialog(page).count()).toBe(0);
  await page.goto(`${system.address}/experiments/${experimentId}`);
  const button = page.getByRole("button", { name: "Edit experiment" });
  expect(await button.getAttribute("aria-disabled")).toBe("true");
  await client.haltExperiment({ id: experimentId });
  await awaitEnd(client, runId);
  await button.waitFor({ state: "detached" });
  await page.getByRole("button", { name: "Copy experiment" }).waitFor();
  await page.goto(list);
  await openMenu(page, name);
  await editItem(page).getByText("Copy the experiment to change its configuration.").waitFor();
  await page.context().close();
});
