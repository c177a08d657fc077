import { spawn } from "node:child_process";
import { existsSync, realpathSync, statSync } from "node:fs";
import { join } from "node:path";
import { checkDiskSpace } from "./disk-space.mjs";
import { RemedyError } from "./remedy-error.mjs";
import { runTool } from "./run-tool.mjs";

const pinnedNode = (checkoutDir) => join(checkoutDir, "node_modules", ".bin", "node");
const NEEDED_BYTES = 2 * 1024 ** 3;

/** Installs what package-lock.json names when it is not there, or is older. Answers whether it did. */
export async function ensureDependencies(checkoutDir, say) {
  if (Number(process.versions.node.split(".")[0]) < 20)
    throw new RemedyError(`This is Node ${process.versions.node}.`, "Install Node 20 or later, and start again.");
  if (isInstalled(checkoutDir)) return false;
  checkDiskSpace(checkoutDir, NEEDED_BYTES);
  await say.step("Install dependencies (npm ci)", async (note) => {
    const options = { cwd: checkoutDir, timeoutMs: 1_800_000, onLine: note };
    const installed = await runTool(
      "npm",
      ["ci", "--include=dev", "--no-audit", "--no-fund", "--loglevel=http"],
      options,
    );
    if (!installed.ok || !existsSync(pinnedNode(checkoutDir))) throw failure(installed);
  });
  return true;
}

function isInstalled(checkoutDir) {
  const changedMs = (name) => statSync(join(checkoutDir, name), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  if (!existsSync(pinnedNode(checkoutDir))) return false;
  return changedMs("node_modules/.package-lock.json") >= changedMs("package-lock.json");
}

function failure({ code, stdout, stderr }) {
  if (code === null && stderr.includes("ENOENT"))
    return new RemedyError("npm is not installed.", "Install it (on Debian: apt-get install npm), and start again.");
  const why = `${stdout}\n${stderr}`.split("\n").filter((line) => /^npm (error|ERR!)/.test(line));
  const how = "Check that npm reaches its registry, then start again.";
  return new RemedyError(`npm ci failed: ${why.slice(0, 3).join(" ") || `code ${code}`}.`, how);
}

export function isPinnedNode(checkoutDir) {
  try {
    return realpathSync(process.execPath) === realpathSync(pinnedNode(checkoutDir));
  } catch {
    return false;
  }
}

/** Starts `script` again under the pinned Node and lives as long as it. Through the channel between both the other learns of our death. */
export function continueUnderPinnedNode(checkoutDir, script) {
  const args = [script, ...process.argv.slice(2)];
  const child = spawn(pinnedNode(checkoutDir), args, { stdio: ["inherit", "inherit", "inherit", "ipc"] });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  child.once("exit", (code) => process.exit(code ?? 1));
}
