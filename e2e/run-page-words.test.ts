import type { Browser, Locator, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { ArenaClient } from "@arena/sdk";
import { axeViolations, launchBrowser, overflowPx, signedIn } from "./browser.ts";
import {
  awaitEnd,
  awaitRun,
  clientOf,
  createExperiment,
  firstProject,
  isRunning,
  rehearsal,
  rehearsalTrainer,
  startRun,
  train,
  uuidOf,
  type Started,
} from "./experiments.ts";
import { startSystem, type System } from "./system.ts";
import { until } from "./until.ts";

let system: System;
let client: ArenaClient;
let browser: Browser;
let projectId: string;
beforeAll(async () => {
  [system, browser] = await Promise.all([startSystem(rehearsalTrainer), launchBrowser()]);
  client = clientOf(system);
  projectId = await firstProject(client);
}, 300_000);
afterAll(async () => {
  await browser?.close();
  await client?.close();
  await system?.stop();
});

async function trainToEnd(name: string, manifest: Record<string, unknown>): Promise<Started> {
  const started = await train(client, (await createExperiment(client, manifest, name)).id);
  await awaitEnd(client, started.runId);
  return started;
}

/** What stands in a row's cells beyond their edges. */
function runsOut(page: Page, name: string): Promise<string[]> {
  return page
    .getByRole("row")
    .filter({ hasText: name })
    .evaluate((row) =>
      [...row.querySelectorAll("td")].flatMap((cell) =>
        getComputedStyle(cell).visibility === "visible" && cell.scrollWidth > cell.clientWidth && !cell.matches(".cut")
          ? [cell.className]
          : [],
      ),
    );
}

test("the experiments table gives names room, keeps numbers in their columns, and cuts long reasons", async () => {
  const name = "lunarlander-ppo-entropy-0.01";
  const { experimentId, runId } = await trainToEnd(name, rehearsal("crash"));
  const reason = `reset() returned ${"an observation of another shape, ".repeat(14)}`.slice(0, 500);
  await system.pool.query("UPDATE experiment SET cause_message = $2 WHERE id = $1", [uuidOf(experimentId), reason]);
  await system.pool.query(
    "UPDATE run SET step = 4123456789, max_steps = 10000000000, best_fitness = -1234567.8 WHERE id = $1",
    [uuidOf(runId)],
  );
  for (const width of [1440, 1280, 1024, 768]) {
    const page = await signedIn(browser, system, { width });
    await page.goto(`${system.address}/projects/${projectId}`);
    const link = page.getByRole("link", { name, exact: true });
    await link.waitFor();
    if (width >= 1280) {
      const cell = await page.locator("td.c-name", { has: link }).boundingBox();
      expect(cell!.width).toBeGreaterThanOrEqual(220);
    }
    expect(await runsOut(page, name)).toEqual([]);
    expect(await overflowPx(page)).toBe(0);
    expect(await page.locator(".phase", { hasText: "Trainer error" }).getAttribute("title")).toContain(reason);
    await page.context().close();
  }
  const page = await signedIn(browser, system, { width: 320 });
  await page.goto(`${system.address}/projects/${projectId}`);
  await page.getByRole("row").filter({ hasText: name }).getByText("PPO, default class").waitFor();
  expect(await overflowPx(page)).toBe(0);
  await page.context().close();
});

test("a receipt beside checkpoints of large numbers stays within 320 px", async () => {
  const { experimentId, runId } = await startRun(client, rehearsal("obeys"));
  await awaitRun(client, runId, "runs", isRunning);
  await client.haltExperiment({ id: experimentId });
  await awaitEnd(client, runId);
  await system.pool.query(
    "UPDATE checkpoint SET step = 100010240, training_score = -1242.2, evaluation_score = -1070, size_bytes = 1234567890 WHERE run_id = $1",
    [uuidOf(runId)],
  );
  const page = await signedIn(browser, system, { width: 320 });
  await page.goto(`${system.address}/experiments/${experimentId}/runs/1`);
  await page.getByText("100,010,240").first().waitFor();
  expect(await overflowPx(page)).toBe(0);
  await page.context().close();
});

test("offline, nothing on a run's page goes on as if it were live", async () => {
  const { experimentId } = await startRun(client, rehearsal("obeys"));
  const page = await signedIn(browser, system);
  await page.clock.install();
  await page.goto(`${system.address}/experiments/${experimentId}`);
  const live = page.getByText("Live", { exact: true });
  await live.waitFor();
  const training = page.getByRole("list", { name: "Phases of the run" }).getByText(/^Training \d/);
  await training.waitFor();
  // The log is read by the page's script: it runs.
  await page.getByText("hello from the trainer").waitFor();
  await page.context().setOffline(true);
  await page.getByText("Not live since").waitFor();
  expect(await live.count()).toBe(0);
  const before = await training.innerText();
  await page.clock.fastForward(20_000);
  expect(await training.innerText()).toBe(before);
  await page.context().setOffline(false);
  await live.waitFor();
  await until(async () => (await training.innerText()) !== before, { what: () => "the elapsed time to go on" });
  await client.haltExperiment({ id: experimentId });
  await page.context().close();
});

test("the words under a chart of several runs name the run that they tell of", async () => {
  const runs: Started[] = [];
  for (const name of ["first of two", "second of two"]) {
    const started = await train(client, (await createExperiment(client, rehearsal("obeys"), name)).id);
    await awaitRun(client, started.runId, "runs", isRunning);
    runs.push(started);
  }
  const page = await signedIn(browser, system);
  await page.goto(`${system.address}/projects/${projectId}/results`);
  const score = page.getByRole("figure").filter({ has: page.getByRole("heading", { name: "Score" }) });
  for (const name of ["first of two", "second of two"]) {
    await score.getByRole("group").getByRole("button", { name }).click();
    await score.locator(".alt").getByText(name).waitFor();
    expect(await score.getByRole("img").getAttribute("aria-label")).toContain(`Score, ${name}: now`);
    await score.getByRole("group").getByRole("button", { name }).click();
  }
  for (const { experimentId } of runs) await client.haltExperiment({ id: experimentId });
  await page.context().close();
});

test("of hundreds of checkpoints the Resume dialog draws a few, keeps the chosen in view, and marks the best", async () => {
  const { experimentId, runId } = await startRun(client, rehearsal("obeys"));
  await awaitRun(client, runId, "runs", isRunning);
  await client.haltExperiment({ id: experimentId });
  await awaitEnd(client, runId);
  await system.pool.query(
    `INSERT INTO checkpoint (id, run_id, experiment_id, organization_id, home_id, path, step, reason, training_score,
       evaluation_score, size_bytes, sha256, contents)
     SELECT gen_random_uuid(), run_id, experiment_id, organization_id, home_id, 'p' || n, 1000000 + n, 'interval', n,
       -abs(n - 77.5), size_bytes, sha256, contents
     FROM checkpoint, generate_series(1, 400) n WHERE run_id = $1`,
    [uuidOf(runId)],
  );
  const page = await signedIn(browser, system);
  await page.goto(`${system.address}/experiments/${experimentId}`);
  await page.getByText("401 checkpoints").waitFor();
  await page.getByRole("button", { name: "Resume" }).click();
  const dialog = page.getByRole("dialog", { name: "Resume Experiment" });
  const radios = dialog.getByRole("radio");
  await radios.first().waitFor();
  expect(await radios.count()).toBeLessThan(50);
  const newest = dialog.getByRole("radio", { name: "1,000,400" });
  expect(await newest.isChecked()).toBe(true);

  await dialog.locator(".scroll").evaluate((list) => (list.scrollTop = 6_000));
  await dialog.getByRole("radio", { name: "1,000,230" }).waitFor();
  expect(await isInView(dialog, newest)).toBe(true);

  await dialog.getByRole("button", { name: "Select the best evaluated" }).click();
  await dialog.getByText("Continues at step 1,000,078").waitFor();
  const best = page.getByRole("radio", { name: "1,000,078" });
  expect(await isInView(dialog, best)).toBe(true);
  await dialog.getByRole("row").filter({ has: best }).getByTitle("The best evaluation score").waitFor();
  await page.keyboard.press("ArrowDown");
  await dialog.getByText("Continues at step 1,000,077").waitFor();
  await page.keyboard.press("End");
  await dialog.getByText(/Continues at step \d{1,3},/).waitFor();
  await page.keyboard.press("Home");
  await dialog.getByText("Continues at step 1,000,400").waitFor();
  expect(await isInView(dialog, newest)).toBe(true);
  expect(await axeViolations(page)).toEqual([]);
  await page.context().close();
});

test("the question about force names the step that it leads to, and follows the ladder", async () => {
  const { experimentId, runId } = await startRun(client, rehearsal("slow-save"));
  await awaitRun(client, runId, "runs", isRunning);
  await client.haltExperiment({ id: experimentId });
  await awaitRun(client, runId, "is asked to save", (run) => run.phase === "CHECKPOINT_REQUESTED");
  const page = await signedIn(browser, system);
  await page.goto(`${system.address}/experiments/${experimentId}`);
  await page.getByRole("button", { name: "Force stop" }).click();
  const dialog = page.getByRole("dialog", { name: "Stop Experiment" });
  await dialog.getByText("straight to step 2, SIGTERM").waitFor();
  // Someone else forces meanwhile.
  await client.haltExperiment({ id: experimentId, force: true });
  await dialog.getByText("straight to step 3, SIGKILL").waitFor();
  await client.haltExperiment({ id: experimentId, force: true });
  await dialog.getByText("It has ended meanwhile.").waitFor();
  expect(await axeViolations(page)).toEqual([]);
  await page.context().close();
});

async function isInView(dialog: Locator, inner: Locator): Promise<boolean> {
  const [list, row] = await Promise.all([dialog.locator(".scroll").boundingBox(), inner.boundingBox()]);
  return row!.y >= list!.y && row!.y + row!.height <= list!.y + list!.height;
}
