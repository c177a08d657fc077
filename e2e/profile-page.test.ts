import type { Browser } from "playwright-core";
import { createClient } from "@arena/sdk";
import { afterAll, beforeAll, expect, test } from "vitest";
import { axeViolations, errorsOf, launchBrowser, overflowPx, signedIn } from "./browser.ts";
import { startSystem, type System } from "./system.ts";

let system: System;
let browser: Browser;
beforeAll(async () => {
  [system, browser] = await Promise.all([startSystem(), launchBrowser()]);
});
afterAll(async () => {
  await browser?.close();
  await system?.stop();
});

test("a CLI API key is shown once and kept on the screen until it is saved, rotated and revoked", async () => {
  const page = await signedIn(browser, system);
  await page.goto(`${system.address}/profile`);
  const section = page.getByRole("region", { name: "CLI API key" });
  const modal = page.getByRole("dialog", { name: "Save your CLI API key" });
  const secrets: string[] = [];
  const save = async (): Promise<void> => {
    const secret = (await modal.locator("code").innerText()).trim();
    await page.keyboard.press("Escape");
    await page.mouse.click(2, 2);
    expect(await modal.locator("code").innerText()).toContain(secret);
    await modal.getByRole("button", { name: "I have saved it" }).click();
    await modal.waitFor({ state: "detached" });
    await section.getByText(secret.slice(-4)).waitFor();
    expect(await page.content()).not.toContain(secret);
    secrets.push(secret);
  };
  const viewerOf = (apiKey: string) => createClient({ url: system.address, apiKey }).viewer();

  await section.getByRole("button", { name: "Revoke key" }).click();
  await page.getByRole("dialog", { name: "Revoke key" }).getByRole("button", { name: "Revoke key" }).click();
  await section.getByRole("button", { name: "Create CLI API key" }).click();
  await save();
  expect((await viewerOf(secrets[0]!))?.person.email).toBe(system.email);
  await section.getByRole("button", { name: "Rotate key" }).click();
  await page.getByRole("dialog", { name: "Rotate key" }).getByRole("button", { name: "Rotate key" }).click();
  await save();
  await expect(viewerOf(secrets[0]!)).rejects.toMatchObject({ code: "UNAUTHENTICATED" });
  expect((await viewerOf(secrets[1]!))?.person.email).toBe(system.email);
  await section.getByRole("button", { name: "Revoke key" }).click();
  await page.getByRole("dialog", { name: "Revoke key" }).getByRole("button", { name: "Revoke key" }).click();
  await section.getByRole("button", { name: "Create CLI API key" }).waitFor();
  await expect(viewerOf(secrets[1]!)).rejects.toMatchObject({ code: "UNAUTHENTICATED" });
  expect(errorsOf(page)).toEqual([]);
});

test("the page passes axe in both themes, and nothing scrolls sideways at 320 px", async () => {
  for (const theme of ["light", "dark"] as const) {
    const page = await signedIn(browser, system, { theme, width: 320 });
    await page.goto(`${system.address}/profile`);
    await page.getByRole("heading", { name: "CLI API key" }).waitFor();
    expect(await axeViolations(page)).toEqual([]);
    expect(await overflowPx(page)).toBe(0);
    await page.context().close();
  }
});
