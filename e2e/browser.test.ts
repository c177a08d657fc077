import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ArenaClient } from "@arena/sdk";
import { axeViolations, errorsOf, launchBrowser, newContext, overflowPx, signedIn, watched } from "./browser.ts";
import { awaitEnd, awaitRun, clientOf, firstProject, isRunning, ppo, startRun } from "./experiments.ts";
import { assertInvariants } from "./invariants.ts";
import { startSystem, type System } from "./system.ts";

let system: System;
let client: ArenaClient;
let browser: Browser;
let projectId: string;
beforeAll(async () => {
  [system, browser] = await Promise.all([startSystem(), launchBrowser()]);
  client = clientOf(system);
  projectId = await firstProject(client);
}, 300_000);
afterAll(async () => {
  await browser?.close();
  await client?.close();
  await system?.stop();
});

const row = (page: Page, name: string) => page.getByRole("row").filter({ hasText: name });
async function menuItem(page: Page, name: string, item: string): Promise<void> {
  await row(page, name)
    .getByRole("button", { name: /actions|menu/i })
    .click();
  // The reason of another item may hold the same words.
  await page.getByRole("menuitem", { name: new RegExp(`^${item}`) }).click();
}

describe("the main job", () => {
  test("a stranger is led to the sign-in, told what is wrong, and then to where they wanted to go", async () => {
    const page = watched(await (await newContext(browser, {})).newPage());
    await page.goto(`${system.address}/projects/${projectId}`);
    expect(new URL(page.url()).pathname).toBe("/sign-in");
    await page.getByLabel("E-mail address").fill(system.email);
    await page.getByLabel("Password").fill("not the password");
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByText("The e-mail address or the password is wrong.").waitFor();
    await page.getByLabel("Password").fill(system.password);
    await page.getByLabel("Password").press("Enter");
    await page.waitForURL(`**/projects/${projectId}`);
    await page.context().close();
  });

  test("create, train, watch, stop, read the receipt, resume: in a browser", async () => {
    const page = await signedIn(browser, system);
    await page.goto(`${system.address}/projects/${projectId}`);
    await page.getByRole("button", { name: "New experiment" }).first().click();
    const creation = page.getByRole("dialog", { name: "New experiment" });
    await creation.getByLabel("Name").fill("cartpole one");
    await creation.getByLabel("Environment").selectOption("CartPole-v1");
    await creation.getByLabel("Algorithm").selectOption("PPO");
    await creation.getByLabel("Max steps").fill("100000000");
    await creation.getByRole("button", { name: "Save as draft" }).click();
    await row(page, "cartpole one").getByText("Draft", { exact: true }).waitFor();

    await row(page, "cartpole one").getByRole("button", { name: "Train" }).click();
    await page
      .getByText(
        "Experiment cartpole one scheduled for training. Training will begin shortly when resources are ready, usually within 10 minutes.",
      )
      .waitFor();
    // In place, without a reload.
    await row(page, "cartpole one").getByText("Running", { exact: true }).waitFor();

    await menuItem(page, "cartpole one", "Stop training");
    const stop = page.getByRole("dialog", { name: "Stop Experiment" });
    await stop.getByText("Are you sure you want to stop cartpole one?").waitFor();
    await stop.getByRole("button", { name: "Stop", exact: true }).click();
    await page.getByText("Experiment ‘cartpole one’ stopped.").waitFor();
    await row(page, "cartpole one").getByText("Stopped", { exact: true }).waitFor();

    await row(page, "cartpole one").getByRole("link", { name: "cartpole one" }).click();
    await page.waitForURL("**/experiments/**");
    await page.getByText("Receipt").first().waitFor();
    await page
      .getByText(/process group/i)
      .first()
      .waitFor();

    await page.getByRole("button", { name: "Resume" }).first().click();
    const resume = page.getByRole("dialog", { name: "Resume Experiment" });
    await resume.getByText("Select a checkpoint to resume training from:").waitFor();
    for (const heading of ["Select", "Steps", "Training Score", "Evaluation Score"]) {
      await resume.getByRole("columnheader", { name: heading, exact: true }).waitFor();
    }
    const name = resume.getByLabel("Name for new experiment *");
    expect(await name.inputValue()).toBe("");
    expect(await name.getAttribute("placeholder")).toBe("Enter experiment name");
    await name.fill("cartpole one");
    await resume.getByRole("button", { name: "Resume" }).click();
    await resume.getByText(/taken/).waitFor();
    await name.fill("cartpole two");
    await resume.getByRole("button", { name: "Resume" }).click();
    await page.getByText("Experiment cartpole two scheduled for training.").waitFor();

    await page.goto(`${system.address}/projects/${projectId}`);
    await row(page, "cartpole two").getByText("Running", { exact: true }).waitFor();
    await row(page, "cartpole two").getByText("cartpole one").waitFor();
    const two = (await client.projectExperiments({ id: projectId }))!.experiments.edges.find(
      ({ node }) => node.name === "cartpole two",
    )!;
    await client.haltExperiment({ id: two.node.id });
    await awaitEnd(client, two.node.latestRun!.id);
    expect(errorsOf(page)).toEqual([]);
    await page.context().close();
    await assertInvariants(system);
  });

  test("a run that does not exist, and a page that does not: 404, in words", async () => {
    const page = await signedIn(browser, system);
    for (const path of [
      "/experiments/RXhwZXJpbWVudDp4",
      "/experiments/nonsense/runs/1",
      "/projects/nonsense",
      "/nowhere",
    ]) {
      const answer = await page.goto(system.address + path);
      expect([path, answer!.status()]).toEqual([path, 404]);
      await page.getByText("There is nothing at this address").waitFor();
    }
    await page.context().close();
  });
});

describe("by keyboard alone", () => {
  test("a row's menu is opened and Stop training confirmed without a mouse", async () => {
    const { runId, experimentId } = await startRun(client, ppo({ max_steps: 100_000_000 }));
    await awaitRun(client, runId, "trains", isRunning);
    const name = (await client.experiment(experimentId))!.name;
    const page = await signedIn(browser, system);
    await page.goto(`${system.address}/projects/${projectId}`);
    await row(page, name).getByText("Running", { exact: true }).waitFor();
    // Its buttons take a press when the page's script runs; keys are heard from then on, too.
    await page.getByRole("button", { name: "New experiment" }).first().click({ trial: true });
    await row(page, name).focus();
    await page.keyboard.press(".");
    await page.getByRole("menuitem", { name: /^Stop training/ }).waitFor();
    await page.keyboard.press("Enter");
    await page.getByRole("dialog", { name: "Stop Experiment" }).waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    expect((await client.run(runId))!.status).toBe("RUNNING");
    await row(page, name).focus();
    await page.keyboard.press(".");
    await page.keyboard.press("Enter");
    await page.getByRole("dialog").getByRole("button", { name: "Stop", exact: true }).focus();
    await page.keyboard.press("Enter");
    expect((await awaitEnd(client, runId)).status).toBe("STOPPED");
    await page.keyboard.press("?");
    await page.getByRole("dialog", { name: "Keyboard shortcuts" }).waitFor();
    await page.context().close();
  });
});

describe("every page", () => {
  test("passes axe in both themes, and nothing scrolls sideways at 320 px", { timeout: 240_000 }, async () => {
    const { runId, experimentId } = await startRun(client, ppo({ max_steps: 20_000 }));
    await awaitEnd(client, runId);
    const paths = [
      "/projects",
      `/projects/${projectId}`,
      `/projects/${projectId}/results`,
      `/experiments/${experimentId}`,
      `/experiments/${experimentId}/runs/1`,
      `/experiments/${experimentId}/runs/1/logs`,
      "/profile",
      "/nowhere",
    ];
    const faults: string[] = [];
    for (const look of [{ theme: "light" }, { theme: "dark" }, { theme: "light", width: 320 }] as const) {
      const page = await signedIn(browser, system, look);
      for (const path of paths) {
        await page.goto(system.address + path);
        await page.getByRole("main").waitFor();
        const where = `${path.replace(/[A-Za-z0-9]{30,}/, "…")} ${look.theme} ${"width" in look ? look.width : ""}`;
        for (const violation of await axeViolations(page)) faults.push(`${where}: ${violation}`);
        if ("width" in look && (await overflowPx(page)) > 0)
          faults.push(`${where}: ${await overflowPx(page)} px too wide`);
      }
      // The page that is not there answers 404, which the console tells.
      expect(errorsOf(page).filter((error) => !error.includes("404"))).toEqual([]);
      await page.context().close();
    }
    const page = await (await newContext(browser, { width: 320 })).newPage();
    await page.goto(`${system.address}/sign-in`);
    for (const violation of await axeViolations(page)) faults.push(`/sign-in: ${violation}`);
    expect(await overflowPx(page)).toBe(0);
    expect(faults).toEqual([]);
  });
});
