// Everything: checks, unit tests, and the suites on a real PostgreSQL, a real Temporal server and a real browser.
import { continueUnderPinnedNode, installDependencies } from "./run/install.mjs";
import { runChecks } from "./run/checks.mjs";
import { runVitest } from "./run/vitest.mjs";
import { ensureChromium } from "./run/chromium.mjs";

await installDependencies();
continueUnderPinnedNode(import.meta.filename);
const { withServers } = await import("./run/servers.mjs");

const chromium = await ensureChromium();
const results = [await runChecks(), await runVitest("Unit tests", ["unit"], {})];
try {
  await withServers(async (servers) => {
    const environment = { ...servers, ARENA_CHROMIUM: chromium };
    results.push(await runVitest("Suites on real servers", ["servers"], environment));
    results.push(await runVitest("Trainers", ["trainers"], environment));
    results.push(await runVitest("End to end", ["end-to-end"], environment));
  });
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  results.push({ passed: 0, failed: 1 });
}

const sum = (key) => results.reduce((total, result) => total + (result[key] ?? 0), 0);
const skipped = sum("skipped");
console.log(`${sum("passed")} passed, ${sum("failed")} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`);
process.exit(sum("failed") === 0 ? 0 : 1);
