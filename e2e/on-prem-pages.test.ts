import { readFileSync } from "node:fs";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ArenaClient } from "@arena/sdk";
import { axeViolations, errorsOf, launchBrowser, overflowPx, signedIn } from "./browser.ts";
import { clientOf, createExperiment, firstProject, ppo } from "./experiments.ts";
import { openClasses } from "./open-classes.ts";
import { startSystem, type System } from "./system.ts";

const REFUSAL = "The on-prem training cluster requires a Manager on an Enterprise organization.";

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

const row = (page: Page, name: string) => page.getByRole("row").filter({ has: page.getByRole("rowheader", { name }) });
const openCluster = async (page: Page): Promise<void> => {
  await page.goto(`${system.address}/on-prem`);
  await page.getByRole("heading", { level: 1, name: "On-prem training cluster" }).waitFor();
};
/** What the profile menu offers; asked when the page's script runs. */
async function accountMenu(page: Page): Promise<string[]> {
  await page.goto(`${system.address}/projects`);
  await page.getByRole("button", { name: "New project" }).first().click({ trial: true });
  await page.getByRole("button", { name: /account/ }).click();
  await page.getByRole("menuitem", { name: "Profile" }).waitFor();
  return page.getByRole("menuitem").allInnerTexts();
}
async function memberOf(name: string): Promise<System> {
  const email = `${name}@acme.test`;
  const password = `password of ${name}`;
  const { link } = await client.inviteMember({ email, role: "MEMBER" });
  await client.acceptInvitation({ token: new URL(link).searchParams.get("token")!, name, password });
  return { ...system, email, password };
}

describe("who may see it", () => {
  const isRefused = async (page: Page): Promise<void> => {
    const answer = await page.goto(`${system.address}/on-prem`);
    expect(answer!.status()).toBe(403);
    await page.getByText(REFUSAL).waitFor();
    expect(await page.getByRole("button", { name: "Enable on-prem" }).count()).toBe(0);
    expect(await axeViolations(page)).toEqual([]);
    expect(await accountMenu(page)).toEqual(["Profile", "Organization", "Sign out"]);
    const setup = await page.request.get(`${system.address}/on-prem/classes/anything/setup?type=HELM`);
    expect([403, 404]).toContain(setup.status());
  };

  test("a Member gets 403 with the sentence, and no menu item", async () => {
    const page = await signedIn(browser, await memberOf("ana"));
    await isRefused(page);
    await page.context().close();
  });

  test("so does a Manager of an organization that is not Enterprise", async () => {
    await system.pool.query("UPDATE organization SET plan = 'BUSINESS'");
    const page = await signedIn(browser, system);
    await isRefused(page);
    await system.pool.query("UPDATE organization SET plan = 'ENTERPRISE'");
    expect(await accountMenu(page)).toContain("On-prem training cluster");
    await page.context().close();
  });

  test("a stranger is led to the sign-in", async () => {
    const page = await (await browser.newContext()).newPage();
    await page.goto(`${system.address}/on-prem`);
    expect(new URL(page.url()).pathname).toBe("/sign-in");
    await page.context().close();
  });
});

describe("the cluster and its classes", () => {
  test("is enabled, edited, disabled and enabled again, and each says so", async () => {
    const page = await signedIn(browser, system);
    await openCluster(page);
    await page.getByText(/does not have an on-prem training cluster yet/).waitFor();
    await page.getByRole("button", { name: "Enable on-prem" }).click();
    await page.getByText("On-prem training cluster enabled.").waitFor();
    await page.getByText("No resource classes yet").waitFor();
    const edit = page.getByRole("button", { name: "Edit", exact: true });
    await edit.click();
    const dialog = page.getByRole("dialog", { name: "Edit on-prem training cluster" });
    expect(await dialog.getByLabel("Name *").inputValue()).toBe("On-prem training cluster");
    await dialog.getByLabel("Description").fill("Two racks in Leeds");
    await dialog.getByRole("button", { name: "Save" }).click();
    await page.getByText("On-prem training cluster saved.").waitFor();
    await page.getByText("Two racks in Leeds").waitFor();
    await expect.poll(() => edit.evaluate((button) => button === document.activeElement)).toBe(true);
    await page.getByRole("button", { name: "Disable" }).click();
    await page.getByText("On-prem training cluster disabled.").waitFor();
    await page.getByText("Disabled", { exact: true }).waitFor();
    await page.getByRole("button", { name: "Enable", exact: true }).click();
    await page.getByText("Enabled", { exact: true }).first().waitFor();
    expect(errorsOf(page)).toEqual([]);
    await page.context().close();
  });

  test("a class is added with every field, edited, refused while in use, and deleted", async () => {
    const page = await signedIn(browser, system);
    await openClasses(page, system);
    const add = page.getByRole("button", { name: "Add resource class" });
    await add.click();
    const dialog = page.getByRole("dialog", { name: "Add resource class" });
    expect(await dialog.getByLabel("CPUs").inputValue()).toBe("8");
    expect(await dialog.getByLabel("GPUs").inputValue()).toBe("0");
    expect(await dialog.getByLabel("Memory").inputValue()).toBe("64 GiB");
    expect(await dialog.getByLabel("Enabled").isChecked()).toBe(true);
    await dialog.getByLabel("Name *").fill("GPU Räck 1");
    await dialog.getByText("Slug: gpu-rack-1").waitFor();
    await dialog.getByLabel("Memory").fill("32 GB");
    await dialog.getByText("Understood as 29.8 GiB.").waitFor();
    await dialog.getByLabel("Memory").fill("lots");
    await dialog.getByText("Must be a number with a unit, such as 32 GB or 64 GiB.").waitFor();
    await dialog.getByLabel("Number of nodes *").fill("0");
    await dialog.getByRole("button", { name: "Add resource class" }).click();
    await dialog.getByText("Enter a whole number, 1 or above.").waitFor();
    await dialog.getByLabel("Memory").fill("32 GB");
    await dialog.getByLabel("Number of nodes *").fill("20000");
    await dialog.getByLabel("CPUs").fill("");
    await dialog.getByRole("button", { name: "Add resource class" }).click();
    // The server's own fault, on its field.
    await dialog.getByText("Must be a whole number from 1 to 10,000.").waitFor();
    await dialog.getByLabel("Number of nodes *").fill("4");
    await dialog.getByRole("button", { name: "Add resource class" }).click();
    await page.getByText("Resource class GPU Räck 1 added.").waitFor();
    const cells = await row(page, "GPU Räck 1").getByRole("cell").allInnerTexts();
    expect(cells.slice(0, 6).map((text) => text.trim())).toEqual(["4", "All", "0", "29.8 GiB", "Yes", "Not installed"]);

    await add.click();
    await dialog.getByLabel("Name *").fill("gpu rack 1");
    await dialog.getByText(/is that of “/).waitFor();
    await page.keyboard.press("Escape");

    await page.getByRole("button", { name: "Edit GPU Räck 1" }).click();
    const edit = page.getByRole("dialog", { name: "Edit resource class" });
    await edit.getByLabel("Number of nodes *").fill("2");
    await edit.getByRole("button", { name: "Save" }).click();
    await page.getByText("Resource class GPU Räck 1 saved.").waitFor();

    const classId = (await client.onPremClasses({ first: 1 }))!.edges[0]!.node;
    expect(classId).toMatchObject({ nodes: 2, cpus: null, memory: "29.8 GiB" });
    const draft = await createExperiment(client, ppo());
    await client.updateExperiment({ id: draft.id, resourceClassId: classId.id });
    await client.trainExperiment({ id: draft.id });
    await page.getByRole("button", { name: "Delete GPU Räck 1" }).click();
    const confirm = page.getByRole("dialog", { name: "Delete resource class" });
    await confirm.getByText("Are you sure you want to delete GPU Räck 1?").waitFor();
    await confirm.getByText(/cannot be undone.*torn down separately/).waitFor();
    await confirm.getByRole("button", { name: "Delete" }).click();
    await confirm.getByRole("alert").filter({ hasText: "in use" }).waitFor();
    await confirm.getByRole("button", { name: "Cancel" }).click();
    await client.haltExperiment({ id: draft.id, mode: "KILL" });
    await expect.poll(async () => (await client.experiment(draft.id))?.status, { timeout: 60_000 }).toBe("STOPPED");
    await page.getByRole("button", { name: "Delete GPU Räck 1" }).click();
    await confirm.getByRole("button", { name: "Delete" }).click();
    await page.getByText("Resource class GPU Räck 1 deleted.").waitFor();
    await page.getByText("No resource classes yet").waitFor();
    expect(errorsOf(page)).toEqual([]);
    await page.context().close();
  }, 180_000);

  test("Config shows commands, files, the download and the keys, in their order", async () => {
    const { id } = await client.createResourceClass({ name: "edge rack", nodes: 2, gpus: 1 });
    const page = await signedIn(browser, system);
    await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    await openClasses(page, system);
    await page.getByRole("button", { name: "Config of edge rack" }).click();
    await page.getByRole("button", { name: "Download setup (.tar)" }).waitFor();
    const panel = (await page.locator(`[id="config-${id}"]`).innerText()).replaceAll(/\s+/g, " ");
    const order = ["Arena CLI (recommended)", "Install", "Tear down", "pip install agilerl", "ARENA_BASE_URL="];
    const places = [
      ...order,
      "ARENA_KEYCLOAK_URL=",
      "arena login",
      "Docker Swarm",
      "Helm",
      "Download setup (.tar)",
      "README",
      "Keys",
    ].map((text) => [text, panel.indexOf(text)] as const);
    expect(places.filter(([, place]) => place < 0)).toEqual([]);
    expect(places.toSorted(([, a], [, b]) => a - b)).toEqual(places);

    const install = "arena on-prem install 'edge rack' --setup-type dockerSwarm --manager <host> --workers <host,host>";
    await page.getByRole("button", { name: "Copy the install command" }).click();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(install);
    await page.getByRole("button", { name: "Copy what comes before" }).click();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toContain(`ARENA_BASE_URL=${system.address}`);

    expect(await page.getByRole("tab").allInnerTexts()).toEqual(["README", "tun0.conf", "arena-stack.yaml"]);
    await page.getByRole("tabpanel").getByRole("heading", { name: "edge rack" }).waitFor();
    await page.getByRole("tab", { name: "README" }).press("ArrowRight");
    await page.getByRole("tabpanel").getByText("[Interface]").waitFor();
    await page.getByRole("button", { name: "Copy tun0.conf" }).click();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toContain("PresharedKey = ");
    await page.getByText("Helm", { exact: true }).click();
    await page.getByText("arena on-prem install 'edge rack' --setup-type helm").first().waitFor();
    expect(await page.getByRole("tab").allInnerTexts()).toEqual([
      "README",
      "values.yaml",
      "head deployment",
      "worker template",
    ]);

    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("button", { name: "Download setup (.tar)" }).click(),
    ]);
    expect(download.suggestedFilename()).toMatch(/\.tar$/);
    expect(readFileSync(await download.path()).includes("arena-train/setup.sh")).toBe(true);
    await page.getByText(/^Downloaded, /).waitFor();
    await expect.poll(async () => (await client.onPremClasses({ first: 9 }))!.edges[0]!.node.nameIsFixed).toBe(true);
    await page.getByRole("button", { name: "Refresh" }).click();
    await page.getByRole("button", { name: "Edit edge rack" }).click();
    await page.getByText(/cannot change any more/).waitFor();
    await page.keyboard.press("Escape");

    await page.getByRole("button", { name: "Rotate keys" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Rotate keys" }).click();
    await page.getByText("New keys made for edge rack.").waitFor();
    await page.getByRole("rowheader", { name: "2", exact: true }).waitFor();
    await page.getByRole("button", { name: "Revoke keys" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Revoke keys" }).click();
    await page.getByText("Keys of edge rack revoked.").waitFor();
    await page
      .getByText(/^Revoked /)
      .first()
      .waitFor();
    expect(await page.getByRole("tab").count()).toBe(0);
    expect(errorsOf(page)).toEqual([]);
    await page.context().close();
  }, 120_000);
});

describe("what experiments may choose", () => {
  test("a class is offered while its cluster is enabled; a draft that has it says why it is not", async () => {
    await client.enableOnPrem();
    const one = await client.createResourceClass({ name: "cpu batch", nodes: 1 });
    const draft = await createExperiment(client, ppo(), "waits for cpu batch");
    await client.updateExperiment({ id: draft.id, resourceClassId: one.id });
    const page = await signedIn(browser, await memberOf("ben"));
    const project = `${system.address}/projects/${await firstProject(client)}`;
    const options = async (): Promise<string[]> => {
      await page.goto(project);
      await page.getByRole("button", { name: "New experiment" }).first().click();
      const choice = page.getByRole("dialog", { name: "New experiment" }).getByLabel("Resource class");
      await choice.waitFor();
      return choice.locator("option").allInnerTexts();
    };
    expect((await options()).join()).toContain("cpu batch");
    await client.disableOnPrem();
    expect((await options()).join()).not.toContain("cpu batch");
    await page.goto(`${system.address}/experiments/${draft.id}`);
    await page.getByText("The on-prem training cluster of the resource class “cpu batch” is disabled.").waitFor();
    expect(await axeViolations(page)).toEqual([]);
    await page.getByLabel("Choose another class").selectOption({ label: "local" });
    await page.getByText("Resource class changed.").waitFor();
    expect((await client.experiment(draft.id))!.resourceClass!.name).toBe("local");
    await client.enableOnPrem();
    await page.context().close();
  }, 120_000);
});

describe("the page itself", () => {
  async function withoutClasses(page: Page): Promise<{ back(): void }> {
    let failing = true;
    await page.route("**/graphql", (route) =>
      failing && route.request().postData()?.includes("OnPremClasses") ? route.abort() : route.continue(),
    );
    return { back: () => (failing = false) };
  }

  test("comes with its classes; a later read that fails is said beside them", async () => {
    const page = await signedIn(browser, system);
    const html = await (await page.request.get(`${system.address}/on-prem`)).text();
    expect(html).toContain("cpu batch");
    const read = await withoutClasses(page);
    await openClasses(page, system);
    await row(page, "cpu batch").waitFor();
    const stale = page.getByText("They could not be read again. What is shown is older.");
    await stale.waitFor();
    read.back();
    await page.getByRole("button", { name: "Refresh" }).click();
    await stale.waitFor({ state: "detached" });
    await page.context().close();
  }, 120_000);

  test("1,000 classes are found by name and turned page by page", async () => {
    await system.pool.query(
      `INSERT INTO resource_class (id, organization_id, name, slug, kind, nodes, cpus, gpus, memory_bytes, description)
       SELECT gen_random_uuid(), organization.id, 'Rack ' || number, 'rack-' || number, 'ON_PREM', 4, 32, 8, 1e11, ''
       FROM organization, generate_series(1, 1000) AS number`,
    );
    const page = await signedIn(browser, system);
    const read = await withoutClasses(page);
    await openClasses(page, system);
    await page.getByText("The resource classes could not be read.").waitFor();
    read.back();
    await page.getByRole("button", { name: "Try again" }).click();
    const pager = page.getByRole("navigation", { name: "Pages of resource classes" });
    await pager.getByText("1 to 50 of 1,002").waitFor();
    await pager.getByRole("button", { name: "Next" }).click();
    await pager.getByText("51 to 100 of 1,002").waitFor();
    await page.getByLabel("Filter by name").fill("rack 777");
    await row(page, "Rack 777").waitFor();
    expect(await page.getByRole("rowheader").count()).toBe(1);
    await page.getByLabel("Filter by name").fill("no such");
    await page.getByText("No resource class has “no such” in its name.").waitFor();
    await system.pool.query("DELETE FROM resource_class WHERE name LIKE 'Rack %'");
    await page.context().close();
  }, 120_000);

  test("passes axe in both themes, by keyboard, and nothing scrolls sideways at 320 px", async () => {
    for (const look of [{ theme: "light" }, { theme: "dark" }, { theme: "light", width: 320 }] as const) {
      const page = await signedIn(browser, system, look);
      await openClasses(page, system);
      await row(page, "cpu batch").focus();
      await page.keyboard.press("Enter");
      await page.getByRole("button", { name: "Download setup (.tar)" }).waitFor();
      expect(await axeViolations(page)).toEqual([]);
      expect(await overflowPx(page)).toBe(0);
      await page.getByRole("button", { name: "Add resource class" }).click();
      await page.getByRole("dialog").waitFor();
      expect(await axeViolations(page)).toEqual([]);
      expect(errorsOf(page)).toEqual([]);
      await page.context().close();
    }
  }, 180_000);
});
