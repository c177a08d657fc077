import { realpathSync } from "node:fs";
import { launchRun } from "./launch-run.ts";
import { Lifeline, LIFELINE_DESCRIPTOR, LIFELINE_OPTION } from "./lifeline.ts";
import { INSPECT_OPTION, TAKE_OVER_OPTION, UNDER_RAY_OPTION } from "./program-options.ts";

/**
 * `launcher <run directory> [--lifeline]`: the launcher of one run.
 * `launcher <run directory> --under-ray`: the entrypoint of a Ray job, which starts one.
 * `launcher <run directory> --inspect`: what can be said of a run whose launcher is gone.
 * `launcher <run directory> --take-over`: the same where the launcher hangs, which is ended first.
 */
const [directory, option] = process.argv.slice(2);
if (directory === undefined) {
  process.stderr.write("usage: launcher <run directory>\n");
  process.exit(2);
}

const log = (text: string): void =>
  void process.stderr.write(`${new Date().toISOString()} launcher ${process.pid}: ${text}\n`);

async function launch(directory: string): Promise<number> {
  // The trainer must not lose its launcher to a closed terminal, nor to an interrupt meant for someone else.
  for (const signal of ["SIGHUP", "SIGINT", "SIGTERM"] as const) process.on(signal, () => undefined);
  const lifeline = option === LIFELINE_OPTION ? new Lifeline(LIFELINE_DESCRIPTOR) : null;
  const outcome = await launchRun(directory, lifeline);
  log(outcome);
  lifeline?.say(outcome);
  return 0;
}

async function run(directory: string): Promise<number> {
  if (option === UNDER_RAY_OPTION) {
    const { runUnderRay } = await import("./ray-stub.ts");
    return runUnderRay(directory, process.argv[1]!);
  }
  if (option === INSPECT_OPTION || option === TAKE_OVER_OPTION) {
    const { inspectOnNode } = await import("./inspect-on-node.ts");
    log(await inspectOnNode(directory, option === TAKE_OVER_OPTION));
    return 0;
  }
  return launch(directory);
}

try {
  process.exit(await run(realpathSync(directory)));
} catch (error) {
  log(String((error as Error).stack));
  process.exit(1);
}
