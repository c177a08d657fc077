import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import type { ArenaClient } from "@arena/sdk";
import { axeViolations, errorsOf, launchBrowser, overflowPx, signedIn } from "../browser.ts";
import { clientOf } from "../experiments.ts";
import { freePort } from "../../scripts/up/free-port.mjs";
import { startSystem, type System } from "../system.ts";
import { makeClass, openPanel } from "./panel-page.ts";
import { SetupReports } from "./setup-reports.ts";

const LIMIT_MS = 180_000;
let system: System;
let client: ArenaClient;
let browser: Browser;
let page: Page;
beforeAll(async () => {
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

const kubeconfig = (user: object, server: string): string =>
  JSON.stringify({
    ...{ apiVersion: "v1", kind: "Config", "current-context": "rack" },
    contexts: [{ name: "rack", context: { cluster: "rack", user: "ada" } }],
    clusters: [{ name: "rack", cluster: { server } }],
    users: [{ name: "ada", user }],
  });
/** What is wrong with the page as it stands; empty is well. */
async function faultsOf(looked: Page): Promise<string[]> {
  const wider = await overflowPx(looked);
  return [
    ...(await axeViolations(looked)),
    ...errorsOf(looked),
    ...(wider === 0 ? [] : [`${wider} px wider than its window`]),
  ];
}

test(
  "a class is ordered into Kubernetes from its panel by keyboard, at 320 px too; what is wrong stands on its field",
  async () => {
    const { id } = await makeClass(client, "Alpha");
    const silent = `https://127.0.0.1:${await freePort()}`;
    page = await signedIn(browser, system, { width: 320, theme: "dark" });
    const { button, dialog, sentence } = await openPanel(page, system, "Alpha");
    await page.getByRole("radio", { name: "Helm" }).focus();
    await page.keyboard.press("Space");
    await button("Install in Kubernetes…").press("Enter");
    await dialog().getByRole("heading", { name: "Install Alpha in Kubernetes" }).waitFor();
    expect(
      await dialog()
        .getByLabel("A kubeconfig")
        .evaluate((one) => one === document.activeElement),
    ).toBe(true);
    const field = dialog().getByLabel("Kubeconfig *");
    const install = async (): Promise<void> => dialog().getByLabel("Namespace").press("Enter");
    await install();
    await dialog().getByText("Paste a kubeconfig, or choose its file.").waitFor();
    expect(await field.evaluate((one) => one === document.activeElement)).toBe(true);
    await field.fill("token: secret-of-ada: [");
    await install();
    await dialog().getByText("It is no YAML.").waitFor();
    await field.fill(kubeconfig({ exec: { command: "touch", args: ["/tmp/arena-never"] } }, silent));
    await install();
    await dialog()
      .getByText(/^It runs a program \(exec\) to log in, which this server does not do for others/)
      .waitFor();
    expect(await field.getAttribute("aria-invalid")).toBe("true");
    await dialog().getByLabel("The server’s own").check();
    await install();
    await dialog()
      .getByText(/this server was started without one of its own/)
      .waitFor();
    await dialog().getByLabel("A kubeconfig").check();
    await page.getByLabel("File of the kubeconfig").setInputFiles({
      name: "rack.yaml",
      mimeType: "text/yaml",
      buffer: Buffer.from(kubeconfig({ token: "secret-of-ada" }, silent)),
    });
    await dialog().getByLabel("Namespace").fill("kube-system");
    await install();
    await dialog().getByText("It is one that Kubernetes keeps for itself.").waitFor();
    expect(await faultsOf(page)).toEqual([]);
    await dialog().getByLabel("Namespace").fill("training");
    await dialog().getByLabel("Storage (/opt/data)").selectOption({ label: "A directory of NFS" });
    await install();
    await dialog().getByText("Enter the directory.").waitFor();
    await dialog().getByLabel("Directory *").fill("10.20.0.9:/exports/arena");
    await install();
    await dialog().waitFor({ state: "detached" });
    // No API server answers there, and helm may not be here.
    await sentence("It failed: choose Retry, or abort.");
    await page.getByText("Failed at “Check the cluster”.").waitFor();
    expect(await button(/^Skip/).getAttribute("aria-disabled")).toBe("true");
    expect(await faultsOf(page)).toEqual([]);
    expect(await page.content()).not.toContain("secret-of-ada");
    const shown = (await client.classCluster(id))!.operations![0]!;
    expect(shown.helm).toEqual({
      ...{ name: "alpha", namespace: "training", context: "rack", access: "GIVEN" },
      ...{ claim: null, nfs: "10.20.0.9:/exports/arena" },
    });
    await button("Abort…").press("Enter");
    await dialog().getByRole("button", { name: "Abort install" }).press("Enter");
    await sentence("It was aborted. What was done stays; another install goes on from there.");
    await button("Tear down…").press("Enter");
    await dialog().getByText("Tear down the release alpha in the namespace training?").waitFor();
    await dialog().getByRole("button", { name: "Tear down", exact: true }).press("Enter");
    await dialog().getByText("Paste a kubeconfig, or choose its file.").waitFor();
    expect(await faultsOf(page)).toEqual([]);
  },
  LIMIT_MS,
);

test(
  "an installation by hand is shown while its scripts run: where, how far, what they say; nobody here may retry it",
  async () => {
    await makeClass(client, "Bravo");
    const reports = new SetupReports(system.address);
    const key = await reports.keyOf("Bravo", system.apiKey);
    page = await signedIn(browser, system);
    const { button, dialog, sentence, isOff } = await openPanel(page, system, "Bravo");
    await page.getByText("Nothing is installed yet").waitFor();
    const setup = await reports.begin(key, "MANAGER ada@rack-1\nWORKER ada@rack-2\n");
    await sentence("Its scripts run on ada@laptop, which reports. 0 of 2 hosts ready.");
    await setup.report(1, "DOCKER", "RUNNING", "<b>Get:1</b> docker.io\n");
    await button("ada@rack-2").press("Enter");
    await page.getByRole("log").getByText("<b>Get:1</b> docker.io").waitFor();
    expect(await isOff("Install on hosts…")).toBe(true);
    expect(await faultsOf(page)).toEqual([]);
    await setup.report(1, "DOCKER", "FAILED", "E: no room left\n");
    await page.getByText("Failed at “Docker Engine”.").waitFor();
    expect(await button(/^(Retry|Skip)/).count()).toBe(0);
    await setup.end("FAILED", "failed on: ada@rack-2");
    await sentence("It failed: 1 of 2 hosts failed. Mend what failed, then run the setup again where it was run.");
    await page.getByText("The setup ended before it: failed on: ada@rack-2").first().waitFor();
    await button("Tear down…").press("Enter");
    await dialog()
      .getByText(/^The cluster was installed by hand\./)
      .waitFor();
    await dialog().getByText("ada@rack-2").waitFor();
    await page.keyboard.press("Escape");

    await reports.begin(key, "MANAGER ada@rack-1\nWORKER ada@rack-2\n");
    await button("Abort…").press("Enter");
    await dialog()
      .getByText("It is not followed any more. Its scripts go on where they run: end them there.")
      .waitFor();
    await dialog().getByRole("button", { name: "Abort install" }).press("Enter");
    await sentence("It was not followed to its end. What its scripts did stays.");
    expect(await faultsOf(page)).toEqual([]);
  },
  LIMIT_MS,
);
