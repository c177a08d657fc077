import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { ArenaClient } from "@arena/sdk";
import { axeViolations, errorsOf, launchBrowser, signedIn } from "../browser.ts";
import type { SshHost } from "../cli/ssh-host.ts";
import { makeSshLab, type SshLab } from "../cli/ssh-lab.ts";
import { sshPackages } from "../cli/ssh-packages.ts";
import { clientOf } from "../experiments.ts";
import { openClasses } from "../open-classes.ts";
import { startSystem, type System } from "../system.ts";
import { addLines, faultsOfLook, makeClass, openPanel } from "./panel-page.ts";

const LIMIT_MS = 180_000;
const STAGES_MS = 90_000;
const packages = await sshPackages();
const reason = typeof packages === "string" ? packages : null;

let system: System;
let client: ArenaClient;
let browser: Browser;
let page: Page;
beforeAll(async () => {
  // No agent comes from a recorded Docker, so the proof fails soon.
  [system, browser] = await Promise.all([startSystem({ ARENA_PROOF_WAIT_SECONDS: "1" }), launchBrowser()]);
  client = clientOf(system);
  await client.enableOnPrem();
}, 300_000);
afterEach(() => page?.context().close());
afterAll(async () => {
  await browser?.close();
  await client?.close();
  await system?.stop();
});

describe("the panel of a class", () => {
  test(
    "says that nothing is installed, why actions are off, and refuses hosts on their fields",
    async () => {
      const { key } = await makeClass(client, "Alpha");
      page = await signedIn(browser, system);
      await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
      const { button, dialog, isOff } = await openPanel(page, system, "Alpha");
      await page.getByText("Nothing is installed yet").waitFor();
      for (const name of ["Prove again", "Take down…", "Tear down…"]) expect(await isOff(name)).toBe(true);
      await button("Tear down…").focus();
      await page.keyboard.press("Shift+Tab");
      await page.keyboard.press("Tab");
      await page.getByRole("tooltip").getByText("Nothing is installed.").waitFor();
      expect(await dialog().count()).toBe(0);

      await button("Install on hosts…").focus();
      await page.keyboard.press("Enter");
      await dialog().getByText(key).first().waitFor();
      await button("Copy the command that adds it").click();
      expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(
        `mkdir -p -m 700 ~/.ssh && echo '${key}' >> ~/.ssh/authorized_keys`,
      );
      await dialog().getByText("0 hosts for 2 nodes: name the manager.").waitFor();
      await page.keyboard.press("Enter");
      await dialog().getByLabel("Manager *").press("Enter");
      await dialog().getByText("Enter the manager.").waitFor();
      await dialog().getByLabel("Manager *").fill("root@10.0.0.1");
      await dialog().getByText("1 host for 2 nodes: name 1 more worker").waitFor();
      await dialog().getByLabel("Workers").fill("10.0.0.2, bad;host\nroot@10.0.0.1");
      await dialog().getByLabel("Manager *").press("Enter");
      await dialog().getByText("bad;host is no host: give HOST, user@HOST, HOST:PORT or [V6]:PORT.").waitFor();
      expect(await dialog().getByLabel("Workers").getAttribute("aria-invalid")).toBe("true");
      await dialog().getByLabel("Workers").fill("10.0.0.2, root@10.0.0.1");
      await dialog().getByText("3 hosts for 2 nodes: the manager only manages.").waitFor();
      await dialog().getByLabel("Advertise address").fill("-x");
      await dialog().getByLabel("Manager *").press("Enter");
      await dialog().getByText("root@10.0.0.1 is the manager: name it once.").waitFor();
      await dialog().getByLabel("Workers").fill("10.0.0.2");
      await dialog().getByLabel("Manager *").press("Enter");
      await dialog().getByText("It is neither an address nor an interface.").waitFor();
      await dialog().getByLabel("SSH agent of the server").check();
      await dialog().getByText("Nothing is stored here.").waitFor();
      expect(await axeViolations(page)).toEqual([]);
      await page.keyboard.press("Escape");
      await dialog().waitFor({ state: "detached" });
      expect(await button("Install on hosts…").evaluate((one) => one === document.activeElement)).toBe(true);
      expect(errorsOf(page)).toEqual([]);
    },
    LIMIT_MS,
  );

  test(
    "says what could not be read, and reads it again",
    async () => {
      await makeClass(client, "Bravo");
      page = await signedIn(browser, system);
      let failing = true;
      await page.route("**/graphql", (route) =>
        failing && route.request().postData()?.includes("ClassCluster") ? route.abort() : route.continue(),
      );
      const { button } = await openPanel(page, system, "Bravo");
      await page.getByText("What is installed of Bravo could not be read.").waitFor();
      failing = false;
      await button("Try again").click();
      await page.getByText("Nothing is installed yet").waitFor();
    },
    LIMIT_MS,
  );
});

describe.skipIf(reason !== null)(`hosts over ssh${reason === null ? "" : ` (${reason})`}`, () => {
  let lab: SshLab;
  afterEach(() => lab?.stop());
  async function startHosts(key: string, ...names: string[]): Promise<SshHost[]> {
    lab = makeSshLab((packages as { folder: string }).folder, { authorizedKeys: `${key}\n` });
    return Promise.all(names.map((name, index) => lab.start({ name, address: `127.0.0.${index + 2}` })));
  }
  const named = ({ address, port }: SshHost): string => `ada@${address}:${port}`;

  test(
    "one that refuses is told with its remedy, retried and skipped; what was aborted is kept, and passes axe",
    async () => {
      const { id, key } = await makeClass(client, "Charlie");
      const [head] = await startHosts(key, "head");
      const wrong = "ada@127.0.0.3:1";
      page = await signedIn(browser, system, { width: 1440 });
      const { button, sentence, isOff, order, abort } = await openPanel(page, system, "Charlie");
      await order(named(head!), wrong);
      await sentence("1 of 2 hosts ready; one failed: choose Retry or Skip.");
      await page.getByText("Failed at “Check the host”.").waitFor();
      await page.getByText("Nothing takes ssh connections there.").first().waitFor();
      await page.getByText("systemctl enable --now ssh").waitFor();
      await page.getByRole("row", { name: "Charlie" }).getByText("Installing").waitFor();
      expect(await isOff("Tear down…")).toBe(true);

      await button(`Retry ${wrong}`).press("Enter");
      await expect.poll(() => button(wrong).evaluate((one) => one === document.activeElement)).toBe(true);
      await page.getByText("failed, attempt 2").waitFor({ state: "attached", timeout: STAGES_MS });
      for (const look of [{ theme: "dark" }, { theme: "light", width: 320 }, { theme: "dark", width: 320 }] as const) {
        const other = await signedIn(browser, system, look);
        expect(await faultsOfLook(other, system, "Charlie", named(head!))).toEqual([]);
        await other.context().close();
      }

      await page.context().setOffline(true);
      await page.getByText(/^Not live since \d/).waitFor();
      await page.getByText("Nothing takes ssh connections there.").waitFor();
      await page.context().setOffline(false);
      await page.getByText("Live", { exact: true }).waitFor();
      await button(`Skip ${wrong}`).click();
      await sentence("1 of 2 hosts are ready, but the proof failed.");
      const proof = page.getByRole("table", { name: "Proof" });
      await proof.getByRole("row", { name: /^Agent is registered Failed It has never registered/ }).waitFor();
      expect(await isOff("Prove again")).toBe(false);
      await abort();
      await addLines(system, (await client.classCluster(id))!.operations![0]!.id, 6_000);
      await openPanel(page, system, "Charlie");
      await page.getByText("The last install was aborted; what it did stays").waitFor();
      await button(/^Install Aborted by/).click();
      await page.getByRole("row", { name: new RegExp(`^${wrong}.*Skipped`) }).waitFor();
      expect(await button(`Retry ${wrong}`).count()).toBe(0);
      await button(named(head!)).click();
      const log = page.getByRole("log");
      await log.getByText("line 6000", { exact: true }).waitFor();
      await button("Load earlier").click();
      await page.getByText("The last 5,000 lines.").waitFor();
      await log.press("Home");
      await log.getByText("line 1001", { exact: true }).waitFor();
      expect(await axeViolations(page)).toEqual([]);
      expect(errorsOf(page)).toEqual([]);
    },
    LIMIT_MS,
  );

  test(
    "two are installed, live; proved again, taken down, torn down, and all of it is kept",
    async () => {
      const { id, key } = await makeClass(client, "Delta");
      const hosts = await startHosts(key, "head", "one");
      const [head, one] = hosts.map(named) as [string, string];
      page = await signedIn(browser, system);
      const { button, dialog, sentence, isOff, order, abort } = await openPanel(page, system, "Delta");
      await order(head, one);
      await page.getByRole("heading", { name: "Install in progress" }).waitFor();
      await button(one).click();
      await page.getByRole("log").getByText("This node joined a swarm as a worker.").waitFor({ timeout: STAGES_MS });
      await sentence("All hosts are ready, but the proof failed.");
      const stages = page.getByRole("row", { name: new RegExp(`^${one}`) });
      expect(await stages.getByText(/^done in/).count()).toBe(4);
      await page.getByText(/^SHA256:/).waitFor();
      await openClasses(page, system);
      await page.getByRole("button", { name: /^Installing.*: show the cluster of Delta$/ }).press("Enter");
      await sentence("All hosts are ready, but the proof failed.");

      const before = (await client.classCluster(id))!.proof!.at;
      await button("Prove again").click();
      const isNew = async (): Promise<boolean> => (await client.classCluster(id))!.proof!.at > before;
      await expect.poll(isNew, { timeout: STAGES_MS }).toBe(true);
      await sentence("All hosts are ready, but the proof failed.");
      await abort();

      await button("Take down…").click();
      await dialog().getByText("The stack, the class and what lies on /opt/data stay.").waitFor();
      for (const host of [head, one]) await dialog().getByText(host).waitFor();
      await dialog().getByRole("button", { name: "Take down" }).click();
      await sentence("Its containers are ended.");
      await button("Tear down…").click();
      await dialog().getByText("Tear down Delta on these hosts?").waitFor();
      await dialog().getByLabel("Leave the Swarm too").check();
      expect(await axeViolations(page)).toEqual([]);
      await dialog().getByRole("button", { name: "Tear down" }).click();
      await sentence("The stack is removed and the hosts have left the Swarm.");
      expect(lab.docker("one")).toContain("swarm leave --force");
      await page.getByText("Torn down: nothing is installed").waitFor();
      expect(await isOff("Tear down…")).toBe(true);

      await openPanel(page, system, "Delta");
      for (const name of [/^Tear down Succeeded by/, /^Take down Succeeded by/, /^Install Aborted by/])
        await button(name).waitFor();
      // Its hosts are offered again.
      await button("Install on hosts…").click();
      expect(await dialog().getByLabel("Manager *").inputValue()).toBe(head);
      expect(await dialog().getByLabel("Workers").inputValue()).toBe(one);
      expect(errorsOf(page)).toEqual([]);
    },
    LIMIT_MS,
  );

  test(
    "one whose key has changed is refused until somebody says to forget it",
    async () => {
      const { key } = await makeClass(client, "Echo");
      const [head, one] = await startHosts(key, "head", "one");
      page = await signedIn(browser, system);
      const { button, dialog, sentence, order, abort } = await openPanel(page, system, "Echo");
      await order(named(head!), named(one!));
      await sentence("All hosts are ready, but the proof failed.");
      await abort();
      const { address, port } = one!;
      await one!.stop();
      await lab.start({ name: "one", address, port });
      await order(named(head!), named(one!));
      await sentence("1 of 2 hosts ready; one failed: choose Retry or Skip.");
      await button("Forget host key…").click();
      await dialog()
        .getByText(`Forget the key by which ${named(one!)} was known?`)
        .waitFor();
      await dialog().getByRole("button", { name: "Forget host key" }).click();
      await page.getByText(`The key of ${named(one!)} is forgotten. Retry the host.`).waitFor();
      await button(`Retry ${named(one!)}`).click();
      await sentence("All hosts are ready, but the proof failed.");
      await abort();
      expect(errorsOf(page)).toEqual([]);
    },
    LIMIT_MS,
  );
});
