import { ensureChromium } from "./chromium.mjs";
import { withServers } from "./servers.mjs";
import { runVitest } from "./vitest.mjs";

/**
 * Runs suites on a real PostgreSQL, a real Temporal server and a real browser, prints the sum with what was counted before
 * as the last line, and ends the process.
 */
export async function runSuites(suites, before = []) {
  const results = [...before];
  try {
    const chromium = await ensureChromium();
    await withServers(async (servers) => {
      const environment = { ...servers, ARENA_CHROMIUM: chromium };
      for (const [title, project] of suites) results.push(await runVitest(title, [project], environment));
    });
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    results.push({ passed: 0, failed: 1 });
  }
  const sum = (key) => results.reduce((total, result) => total + (result[key] ?? 0), 0);
  const skipped = sum("skipped");
  console.log(`${sum("passed")} passed, ${sum("failed")} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`);
  process.exit(sum("failed") === 0 ? 0 : 1);
}
