// Everything: checks, unit tests, and the suites on a real PostgreSQL, a real Temporal server and a real browser.
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { continueUnderPinnedNode, installDependencies } from "./run/install.mjs";
import { runChecks } from "./run/checks.mjs";
import { runVitest } from "./run/vitest.mjs";
import { ensureChromium } from "./run/chromium.mjs";

await installDependencies();
continueUnderPinnedNode(import.meta.filename);

const { startPostgres } = await import("./up/postgres.mjs");
const { ensureTemporalBinary, startTemporal, temporalTestServerPath } = await import("./up/temporal.mjs");

const chromium = await ensureChromium();
const results = [await runChecks(), await runVitest("Unit tests", ["unit"], {})];

const folder = mkdtempSync(path.join(tmpdir(), "arena-test-"));
// As root, PostgreSQL runs as a user of its own, which has to reach its data in here.
chmodSync(folder, 0o755);
let postgres, temporal;
const stop = async () => {
  await temporal?.stop();
  await postgres?.stop();
  rmSync(folder, { recursive: true, force: true });
};
for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => void stop().finally(() => process.exit(1)));

try {
  await ensureTemporalBinary();
  const testServer = await temporalTestServerPath();
  postgres = await startPostgres({ dataDir: path.join(folder, "postgres") });
  temporal = await startTemporal({ dataDir: path.join(folder, "temporal") });
  const environment = {
    ARENA_TEST_DATABASE_URL: postgres.url,
    ARENA_TEST_TEMPORAL: temporal.address,
    ARENA_TEMPORAL_TEST_SERVER: testServer,
    ARENA_CHROMIUM: chromium,
  };
  results.push(await runVitest("Suites on real servers", ["servers"], environment));
  results.push(await runVitest("Trainers", ["trainers"], environment));
  results.push(await runVitest("End to end", ["end-to-end"], environment));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  results.push({ passed: 0, failed: 1 });
} finally {
  await stop();
}

const sum = (key) => results.reduce((total, result) => total + (result[key] ?? 0), 0);
const skipped = sum("skipped");
console.log(`${sum("passed")} passed, ${sum("failed")} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`);
process.exit(sum("failed") === 0 ? 0 : 1);
