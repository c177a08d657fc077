import { basename, dirname, join } from "node:path";
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
const PROGRAMS = ["workflows/src", "trainers/classic/src", "package-lock.json"];
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

/**
 * Launcher and trainer as one file each: a run starts in a third of the time that Node needs to load their sources.
 * What is loaded later (the trainer's body, after its signal handler) stays apart.
 */
export function bundlePrograms({ checkoutDir, env, note }) {
  const { launcher, trainer } = programPaths(checkoutDir);
  const directory = dirname(launcher);
  const stamp = {
    stampPath: join(directory, ".sources"),
    output: launcher,
    hash: () => hashSources(checkoutDir, PROGRAMS),
  };
  const entries = [
    `${nameOf(launcher)}=${join(checkoutDir, "workflows/src/launcher/main.ts")}`,
    `${nameOf(trainer)}=${join(checkoutDir, "trainers/classic/src/main.ts")}`,
  ];
  const options = [
    "--bundle",
    "--platform=node",
    "--format=esm",
    "--target=node24",
    "--splitting",
    "--log-level=warning",
  ];
  const args = [
    ...entries,
    ...options,
    "--minify",
    "--keep-names",
    "--out-extension:.js=.mjs",
    `--outdir=${directory}`,
  ];
  return whenSourcesChanged(stamp, () =>
    mustRun("Bundling launcher and trainer", join(checkoutDir, "node_modules/.bin/esbuild"), args, {
      cwd: checkoutDir,
      env,
      note,
    }),
  );
}

export function programPaths(checkoutDir) {
  const directory = join(checkoutDir, "workflows", "dist");
  return { launcher: join(directory, "launcher.mjs"), trainer: join(directory, "trainer-classic.mjs") };
}

const nameOf = (path) => basename(path, ".mjs");

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
