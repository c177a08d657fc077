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

const BUNDLING = ["--bundle", "--platform=node", "--format=esm", "--target=node24", "--log-level=warning"];
const SMALL = ["--minify", "--keep-names", "--out-extension:.js=.mjs"];
/** Packages that are not modules ask for Node's own parts by `require`. */
const REQUIRE = "import{createRequire}from'node:module';const require=createRequire(import.meta.url);";

/**
 * Launcher and trainer as one file each: a run starts in a third of the time that Node needs to load their sources.
 * What is loaded later (the trainer's body, after its signal handler) stays apart; but not in the files that go to
 * clusters, where each program is one file, the agent too.
 */
export async function bundlePrograms({ checkoutDir, env, note }) {
  const { launcher, trainer, cluster } = programPaths(checkoutDir);
  const directory = dirname(launcher);
  const stamp = {
    stampPath: join(directory, ".sources"),
    output: cluster.agent,
    hash: () => hashSources(checkoutDir, PROGRAMS),
  };
  const entries = (paths) => paths.map((path) => `${nameOf(path)}=${join(checkoutDir, SOURCES[nameOf(path)])}`);
  const bundle = (paths, options) =>
    mustRun(
      "Bundling the programs of runs",
      join(checkoutDir, "node_modules/.bin/esbuild"),
      [...entries(paths), ...BUNDLING, ...SMALL, ...options, `--outdir=${dirname(paths[0])}`],
      { cwd: checkoutDir, env, note },
    );
  return whenSourcesChanged(stamp, async () => {
    await bundle([launcher, trainer], ["--splitting"]);
    await bundle(Object.values(cluster), [`--banner:js=${REQUIRE}`]);
  });
}

const SOURCES = {
  agent: "workflows/src/agent/main.ts",
  launcher: "workflows/src/launcher/main.ts",
  "trainer-classic": "trainers/classic/src/main.ts",
};

export function programPaths(checkoutDir) {
  const directory = join(checkoutDir, "workflows", "dist");
  const inCluster = (name) => join(directory, "cluster", `${name}.mjs`);
  return {
    launcher: join(directory, "launcher.mjs"),
    trainer: join(directory, "trainer-classic.mjs"),
    /** As they are in the bundle of a cluster. */
    cluster: { agent: inCluster("agent"), launcher: inCluster("launcher"), trainer: inCluster("trainer-classic") },
  };
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
