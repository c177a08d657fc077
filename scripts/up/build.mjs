import { join } from "node:path";
import { RemedyError } from "./remedy-error.mjs";
import { runTool } from "./run-tool.mjs";
import { hashSources, whenSourcesChanged } from "./source-stamp.mjs";

const GENERATED_FROM = [
  "prisma",
  "api/src",
  "sdk/operations",
  "sdk/src",
  "codegen.ts",
  "scripts/generate.mjs",
  "package-lock.json",
];
const WEB = ["web", "sdk/src", "sdk/operations", "sdk/package.json", "package-lock.json"];

/** Database client, printed schema, SDK operations: only when what they are made from has changed. */
export function generate({ checkoutDir, env, note }) {
  const output = join(checkoutDir, "prisma", "src", "generated");
  const stamp = {
    stampPath: join(output, ".sources"),
    output,
    hash: () => hashSources(checkoutDir, GENERATED_FROM, ["generated"]),
  };
  const script = join(checkoutDir, "scripts", "generate.mjs");
  return whenSourcesChanged(stamp, () =>
    mustRun("Generating", process.execPath, [script], { cwd: checkoutDir, env, note }),
  );
}

export function buildWeb({ checkoutDir, env, note }) {
  const build = join(checkoutDir, "web", "build");
  const stamp = {
    stampPath: join(build, ".sources"),
    output: join(build, "handler.js"),
    hash: () => hashSources(checkoutDir, WEB),
  };
  const args = ["run", "--silent", "build", "-w", "web"];
  return whenSourcesChanged(stamp, () =>
    mustRun("Building the web pages", "npm", args, { cwd: checkoutDir, env, note }),
  );
}

async function mustRun(what, command, args, { cwd, env, note }) {
  const done = await runTool(command, args, { cwd, env, timeoutMs: 600_000, onLine: note });
  if (done.ok) return;
  // A tool's trace ends with its own inner calls; what went wrong stands at its beginning.
  const tail = [...done.stdout.trim().split("\n").slice(-4), ...done.stderr.trim().split("\n").slice(0, 10)].join("\n");
  throw new RemedyError(`${what} failed; it said:`, `\n${tail}`);
}
