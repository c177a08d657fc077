import { existsSync, statSync } from "node:fs";
import { spawnSync } from "node:child_process";
import path from "node:path";
import { root, step } from "./step.mjs";

const lock = path.join(root, "package-lock.json");
const installed = path.join(root, "node_modules", ".package-lock.json");
export const pinnedNode = path.join(root, "node_modules", ".bin", "node");

/** Installs what package-lock.json names, when it is not there or older. */
export async function installDependencies() {
  const fresh =
    existsSync(installed) && existsSync(pinnedNode) && statSync(installed).mtimeMs >= statSync(lock).mtimeMs;
  if (fresh) return;
  const { code } = await step("Install dependencies (npm ci)", "npm", [
    "ci",
    "--no-audit",
    "--no-fund",
    "--loglevel=error",
  ]);
  if (code !== 0) {
    console.error("Could not install dependencies. Check that npm reaches its registry, then run the command again.");
    process.exit(1);
  }
}

/** Goes on under the pinned Node; returns when this process already is that Node. */
export function continueUnderPinnedNode(script) {
  if (process.env.ARENA_PINNED_NODE === process.version) return;
  const version = spawnSync(pinnedNode, ["--version"], { encoding: "utf8" }).stdout?.trim();
  if (version === process.version) return;
  const result = spawnSync(pinnedNode, [script, ...process.argv.slice(2)], {
    stdio: "inherit",
    env: { ...process.env, ARENA_PINNED_NODE: version },
  });
  process.exit(result.status ?? 1);
}
