import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { step } from "./step.mjs";

/** Runs vitest over the given projects of vitest.config.ts; returns counts of tests, a crash counting as one failure. */
export async function runVitest(title, projects, environment) {
  const folder = mkdtempSync(path.join(tmpdir(), "arena-vitest-"));
  const report = path.join(folder, "report.json");
  try {
    const args = ["run", "--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
    for (const project of projects) args.push("--project", project);
    const { code } = await step(title, "vitest", args, { environment });
    const counts = JSON.parse(readFileSync(report, "utf8"));
    const failed = counts.numFailedTests + (code !== 0 && counts.numFailedTests === 0 ? 1 : 0);
    return { passed: counts.numPassedTests, failed, skipped: counts.numPendingTests + counts.numTodoTests };
  } catch (error) {
    console.error(`${title}: no report (${error instanceof Error ? error.message : error})`);
    return { passed: 0, failed: 1, skipped: 0 };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
