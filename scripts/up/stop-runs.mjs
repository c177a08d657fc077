import { join } from "node:path";
import { componentEnvironment } from "./component-environment.mjs";
import { runTool } from "./run-tool.mjs";

/**
 * Halts every run as a person would, and waits for their receipts; the program bounds itself by the runs' ladders, and
 * `signal` ends the waiting. Answers whether all have ended. Never throws: what is stopped afterwards must be stopped.
 */
export async function stopRuns({ checkoutDir, databaseUrl, temporalAddress, say, signal }) {
  const env = componentEnvironment(checkoutDir, { DATABASE_URL: databaseUrl, TEMPORAL_ADDRESS: temporalAddress });
  let allEnded = false;
  await say.step("Stop all runs", async (note) => {
    const script = join(checkoutDir, "api/src/stop-runs-main.ts");
    const options = { cwd: checkoutDir, env, timeoutMs: 0, onLine: note, signal };
    const done = await runTool(process.execPath, [script], options);
    if (!done.ok) return `failed; it said: ${done.stderr.trim().split("\n").slice(0, 6).join("\n")}`;
    const last = done.stdout.trim().split("\n").at(-1);
    allEnded = last?.startsWith("all runs have ended") ?? false;
    return last;
  });
  return allEnded;
}
