import type { ArenaClient } from "@arena/sdk";
import type { Locator, Page } from "playwright-core";
import { axeViolations, errorsOf, overflowPx } from "../browser.ts";
import { openClasses } from "../open-classes.ts";
import type { System } from "../system.ts";

const STAGES_MS = 90_000;

/** A class of two nodes, and what lets its key in. */
export async function makeClass(
  client: ArenaClient,
  name: string,
): Promise<{ readonly id: string; readonly key: string }> {
  const { id } = await client.createResourceClass({ name, nodes: 2, cpus: 1, gpus: 0, memory: "512 MiB" });
  return { id, key: (await client.prepareClusterLogin({ id }))!.trim() };
}

/** What a person does with the cluster in the Config panel of a class. */
export interface PanelPage {
  readonly page: Page;
  /** Named by the whole text, or as the pattern says. */
  button(name: string | RegExp): Locator;
  dialog(): Locator;
  /** Until it is read, which takes as long as stages take. */
  sentence(text: string | RegExp): Promise<void>;
  /** One that is off is there to be asked why. */
  isOff(name: string): Promise<boolean>;
  order(manager: string, workers: string): Promise<void>;
  abort(): Promise<void>;
}

export async function openPanel(page: Page, system: System, name: string): Promise<PanelPage> {
  await openClasses(page, system);
  await page.getByRole("button", { name: `Config of ${name}` }).click();
  await page.getByRole("heading", { name: `Cluster of ${name}` }).waitFor();
  const panel: PanelPage = {
    page,
    button: (text) => page.getByRole("button", { name: text, exact: typeof text === "string" }),
    dialog: () => page.getByRole("dialog"),
    // The first: what is said to whoever listens comes after it.
    sentence: (text) => page.getByText(text).first().waitFor({ timeout: STAGES_MS }),
    isOff: async (text) => (await panel.button(text).getAttribute("aria-disabled")) === "true",
    async order(manager, workers) {
      await panel.button("Install on hosts…").click();
      await panel.dialog().getByLabel("Manager *").fill(manager);
      await panel.dialog().getByLabel("Workers").fill(workers);
      await panel.dialog().getByRole("button", { name: "Install", exact: true }).click();
    },
    async abort() {
      await panel.button("Abort…").click();
      await panel.dialog().getByRole("button", { name: "Abort install" }).click();
      await panel.sentence("It was aborted. What was done stays; another install goes on from there.");
    },
  };
  return panel;
}

/** As if a stage of the manager had said more than a page takes. */
export async function addLines({ pool }: System, operationId: string, count: number): Promise<void> {
  await pool.query(
    `INSERT INTO cluster_event (operation_id, sequence, kind, host_position, stage, lines)
     SELECT id, sequence + 1, 'LOG', 0, 'DEPLOY', (SELECT jsonb_agg('line ' || number) FROM generate_series(1, $2::int) AS number)
     FROM cluster_operation WHERE id = $1`,
    [Buffer.from(operationId, "base64").toString().split(":")[1], count],
  );
}

/** What is wrong with the panel with a host and all its checks unfolded, by keyboard; empty is well. */
export async function faultsOfLook(page: Page, system: System, name: string, host: string): Promise<string[]> {
  const { button } = await openPanel(page, system, name);
  await button(host).press("Enter");
  await page.getByRole("log").getByText("a Swarm is made").waitFor();
  await button(/^Show the \d+ passed/).press("Enter");
  await page.getByRole("rowheader", { name: "Root rights" }).waitFor();
  const wider = await overflowPx(page);
  return [
    ...(await axeViolations(page)),
    ...errorsOf(page),
    ...(wider === 0 ? [] : [`${wider} px wider than its window`]),
  ];
}
