import { buildWeb, bundlePrograms, generate } from "./build.mjs";
import { underBuildLock } from "./build-lock.mjs";
import { componentEnvironment } from "./component-environment.mjs";
import { localAddress } from "./components.mjs";
import { checkDiskSpace } from "./disk-space.mjs";
import { explain } from "./explain.mjs";
import { whyPortIsNotFree } from "./free-port.mjs";
import { makeDataDir } from "./make-data-dir.mjs";
import { RemedyError } from "./remedy-error.mjs";
import { lockDataDir } from "./running-instance.mjs";
import { endStaleComponents } from "./stale-components.mjs";
import { isLoopback } from "./settings.mjs";
import { awaitHealth, startAll } from "./start-all.mjs";
import { openStateFile } from "./state-file.mjs";
import { stopOnSignal } from "./stop-on-signal.mjs";
import { stopRuns } from "./stop-runs.mjs";

const STOPPED_ALONE = "Stopped. Running trainers go on, and are taken up again at the next start.";

/** Prepares, starts and watches everything, until a signal; then stops it, last started first, and with --stop-runs the runs before all. */
export async function up({ settings, checkoutDir, say }) {
  const running = [];
  let lock = null;
  let state = null;
  let started = null;
  let allRunsEnded = false;
  const prepareStop = async (why, signal) => {
    if (!settings.stopRuns || started === null) return;
    say.line(`${why}; stopping the runs first (once more to stop without waiting for them)`);
    allRunsEnded = await stopRuns({ checkoutDir, ...started, say, signal });
  };
  const stopAll = async (why) => {
    lock?.note({ stopping: true });
    if (running.length > 0) say.line(`${why}; stopping`);
    while (running.length > 0) await running.pop().stop();
    state?.removeIfEmpty();
    if (state !== null) say.line(allRunsEnded ? "Stopped." : STOPPED_ALONE);
    lock?.release();
  };
  const isStopping = stopOnSignal(stopAll, prepareStop);
  try {
    lock = await prepareDataDir(settings, say);
    await checkPort(settings, say);
    state = openStateFile(settings.dataDir, settings.publicUrl);
    await prepareSources(checkoutDir, say);
    started = await startAll({ settings, checkoutDir, say, state, running });
    await awaitHealth({ settings, say });
    if (!isStopping()) announce(settings, started.seeded, say);
  } catch (error) {
    // What was interrupted fails, too; the stop that interrupted it ends the program.
    if (isStopping()) return;
    say.line(explain(error));
    await stopAll("The start failed");
    process.exit(1);
  }
}

async function prepareDataDir(settings, say) {
  const { dataDir } = settings;
  makeDataDir(dataDir);
  checkDiskSpace(dataDir);
  const lock = await say.step(`Data in ${dataDir}`, (note) => lockDataDir(dataDir, settings.publicUrl, note));
  await say.step("Look for an earlier start", async () => {
    const ended = await endStaleComponents(dataDir);
    return ended.length === 0 ? "nothing is left of one" : `ended what one had left running (${ended.join(", ")})`;
  });
  return lock;
}

async function checkPort({ port, host }, say) {
  await say.step(`Port ${port} on ${host}`, async () => {
    const why = await whyPortIsNotFree(port, host);
    if (why === null) return "free";
    if (why === "EADDRINUSE")
      throw new RemedyError(
        `Port ${port} is in use by another program.`,
        "End that program, or choose another port with --port N.",
      );
    if (why === "EACCES")
      throw new RemedyError(`This user may not listen on port ${port}.`, "Choose one above 1023 with --port N.");
    throw new RemedyError(
      `${host} cannot be listened on (${why}).`,
      "Choose an address of this machine with --host A.",
    );
  });
}

async function prepareSources(checkoutDir, say) {
  const env = componentEnvironment(checkoutDir);
  await underBuildLock({ checkoutDir, say }, async () => {
    await say.step("Generate code", (note) => generate({ checkoutDir, env, note }));
    await say.step("Bundle launcher and trainer", (note) => bundlePrograms({ checkoutDir, env, note }));
    await say.step("Build the web pages", (note) => buildWeb({ checkoutDir, env, note }));
  });
}

function announce(settings, seeded, say) {
  say.line("");
  say.line(`Arena is ready: ${settings.publicUrl}`);
  if (!isLoopback(new URL(settings.publicUrl).hostname)) say.line(`  on this machine: ${localAddress(settings)}`);
  say.line(`  sign in as ${seeded.email ?? settings.seed.ARENA_ADMIN_EMAIL}`);
  if (typeof seeded.password === "string")
    say.line(`  with the password ${seeded.password} (shown this once; keep it)`);
  say.line(`  data and logs: ${settings.dataDir}`);
  say.line("Press Ctrl-C to stop.");
}
