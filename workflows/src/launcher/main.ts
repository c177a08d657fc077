import { realpathSync } from "node:fs";
import { launchRun } from "./launch-run.ts";

/** `node main.ts <run directory>`: the launcher of one run. */
const [directory] = process.argv.slice(2);
if (directory === undefined) {
  process.stderr.write("usage: launcher <run directory>\n");
  process.exit(2);
}
// The trainer must not lose its launcher to a closed terminal, nor to an interrupt meant for someone else.
process.on("SIGHUP", () => undefined);
process.on("SIGINT", () => undefined);
process.on("SIGTERM", () => undefined);

try {
  const outcome = await launchRun(realpathSync(directory));
  process.stderr.write(`${new Date().toISOString()} launcher ${process.pid}: ${outcome}\n`);
  process.exit(0);
} catch (error) {
  process.stderr.write(`${new Date().toISOString()} launcher ${process.pid}: ${(error as Error).stack}\n`);
  process.exit(1);
}
