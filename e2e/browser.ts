import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { chromium, type Browser, type BrowserContext, type Page } from "playwright-core";
import type { System } from "./system.ts";

const axeSource = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

export function launchBrowser(): Promise<Browser> {
  const executablePath = process.env["ARENA_CHROMIUM"] ?? "/usr/bin/chromium";
  // Chromium's own sandbox does not start as root, as on most build machines.
  return chromium.launch({ executablePath, args: process.getuid?.() === 0 ? ["--no-sandbox"] : [] });
}

export interface Look {
  readonly width?: number;
  readonly theme?: "light" | "dark";
}

/** A signed-in visitor of their own; an error on any page's console fails the test that asks `errorsOf`. */
export async function signedIn(browser: Browser, system: System, look: Look = {}): Promise<Page> {
  const context = await newContext(browser, look);
  const answer = await context.request.post(`${system.address}/api/auth/sign-in/email`, {
    data: { email: system.email, password: system.password },
    headers: { origin: system.address },
  });
  if (!answer.ok()) throw new Error(`the sign-in answered ${answer.status()}: ${await answer.text()}`);
  return watched(await context.newPage());
}

export function newContext(browser: Browser, { width = 1280, theme = "light" }: Look): Promise<BrowserContext> {
  return browser.newContext({ viewport: { width, height: 900 }, colorScheme: theme, reducedMotion: "reduce" });
}

const errors = new WeakMap<Page, string[]>();
export function watched(page: Page): Page {
  const seen: string[] = [];
  errors.set(page, seen);
  page.on("pageerror", (error) => seen.push(error.message));
  page.on("console", (message) => {
    if (message.type() === "error") seen.push(message.text());
  });
  return page;
}
export const errorsOf = (page: Page): readonly string[] => errors.get(page) ?? [];

/** What axe finds wrong, one line each; empty is well. */
export async function axeViolations(page: Page): Promise<string[]> {
  // Evaluated by the driver, past the page's content security policy.
  await page.evaluate(axeSource);
  return page.evaluate(async () => {
    interface Axe {
      run(): Promise<{ violations: { id: string; nodes: { html: string; failureSummary?: string }[] }[] }>;
    }
    const { violations } = await (globalThis as unknown as { axe: Axe }).axe.run();
    return violations.flatMap(({ id, nodes }) =>
      nodes.map((node) => `${id}: ${node.html.slice(0, 160)} ${node.failureSummary?.replaceAll("\n", " ") ?? ""}`),
    );
  });
}

/** How far the page is wider than its window; code and charts scroll by themselves. */
export function overflowPx(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
}
