import { spawn } from "node:child_process";
import path from "node:path";

export const root = path.resolve(import.meta.dirname, "../..");
const binFolder = path.join(root, "node_modules", ".bin");

/** Environment in which the pinned Node and the packages' commands come first. */
export function pinnedEnvironment(extra = {}) {
  return {
    ...process.env,
    PATH: `${binFolder}${path.delimiter}${process.env.PATH}`,
    TURBO_TELEMETRY_DISABLED: "1",
    ...extra,
  };
}

/**
 * Runs one command and says what it is doing. Output is shown as it comes (`quiet` keeps it for the failure).
 * Returns {code, output}; never throws for a failing command.
 */
export async function step(title, command, args, { environment = {}, quiet = false, cwd = root } = {}) {
  const started = performance.now();
  process.stdout.write(`▸ ${title}\n`);
  const child = spawn(command, args, {
    cwd,
    env: pinnedEnvironment(environment),
    stdio: ["ignore", quiet ? "pipe" : "inherit", quiet ? "pipe" : "inherit"],
  });
  let output = "";
  child.stdout?.on("data", (chunk) => (output += chunk));
  child.stderr?.on("data", (chunk) => (output += chunk));
  const code = await new Promise((resolve) => {
    child.once("error", (error) => {
      output += error.message;
      resolve(127);
    });
    child.once("exit", (exitCode, signal) => resolve(signal ? 1 : exitCode));
  });
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  if (code !== 0 && quiet) process.stdout.write(output);
  process.stdout.write(`${code === 0 ? "✓" : "✗"} ${title} (${seconds} s)\n`);
  return { code, output };
}
