import type { Page } from "playwright-core";
import type { System } from "./system.ts";

/** Until the page's script runs, which reads the classes once more: what is pressed before is lost. */
export async function openClasses(page: Page, system: System, query = ""): Promise<void> {
  // A page that is left may be reading them too.
  await page.goto("about:blank");
  const running = page.waitForRequest((request) => request.postData()?.includes("OnPremClasses") === true);
  await page.goto(`${system.address}/on-prem${query}`);
  await running;
}
