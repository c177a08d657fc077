import { agent, api, controlWorker, gateway, localAddress } from "./components.mjs";
import { migrate, seed } from "./database-setup.mjs";
import { freePort } from "./free-port.mjs";
import { askHealth, notReady } from "./health.mjs";
import { startPostgres } from "./postgres.mjs";
import { RemedyError } from "./remedy-error.mjs";
import { supervise } from "./supervise.mjs";
import { ensureTemporalBinary, startTemporal } from "./temporal.mjs";
import { waitFor } from "./wait-for.mjs";

const ALL_READY_LIMIT_MS = 60_000;

/**
 * Starts the components in the order in which they need each other, pushing each on `running` as soon as it runs.
 * Answers what the seed said and where database and Temporal are. What needs nothing of each other starts at the same time.
 */
export async function startAll(context) {
  const { settings } = context;
  const [temporal, database] = await together(temporalPart(context), databasePart(context));
  const known = { ...context, ...temporal, ...database };
  const [workerPort, gatewayPort] = [await freePort(), await freePort()];
  const worker = controlWorker({ ...known, healthPort: workerPort });
  const tunnels = gateway({ ...known, healthPort: gatewayPort });
  const healthUrls = { "control-worker": worker.healthUrl, gateway: tunnels.healthUrl };
  await together(
    startComponent(known, "Start the control worker", worker, workerPort),
    startComponent(known, "Start the gateway", tunnels, gatewayPort),
    startComponent(known, "Start the api", api({ ...known, healthUrls }), settings.port),
  );
  await startComponent(known, "Start the agent", agent({ ...known, agentToken: database.seeded.agentToken }));
  return { ...database, temporalAddress: temporal.temporalAddress };
}

async function temporalPart({ settings, say, state, running }) {
  if (settings.temporalAddress !== undefined) {
    say.line(`  ✓ Temporal: ${settings.temporalAddress} (TEMPORAL_ADDRESS)`);
    return { temporalAddress: settings.temporalAddress, temporalVersion: "external" };
  }
  const binary = await say.step("Get the Temporal server", async (note) => ensureTemporalBinary({ note }));
  const temporalVersion = `${binary.version} (server ${binary.serverVersion}, ${binary.source})`;
  const server = await say.step(`Start Temporal ${temporalVersion}`, () =>
    startTemporal({
      dataDir: settings.dataDir,
      binary,
      restart: true,
      log: restarted(say),
      ...recordIn(state, "temporal"),
    }),
  );
  addBefore(running, server, "temporal");
  return { temporalAddress: server.address, temporalVersion };
}

async function databasePart({ settings, checkoutDir, say, state, running }) {
  const databaseUrl = settings.databaseUrl ?? (await embeddedDatabase({ settings, say, state, running }));
  await say.step("Migrate the database", (note) => migrate({ checkoutDir, databaseUrl, note }));
  const seeded = await say.step("Seed", (note) => seed({ checkoutDir, databaseUrl, settings, note }));
  return { databaseUrl, seeded };
}

async function embeddedDatabase({ settings, say, state, running }) {
  const server = await say.step("Start PostgreSQL", () =>
    startPostgres({ dataDir: settings.dataDir, restart: true, say: restarted(say), ...recordIn(state, "postgres") }),
  );
  addBefore(running, server, "postgres");
  return server.url;
}

/** PostgreSQL is stopped last, Temporal before it, however fast each came up. */
function addBefore(running, server, name) {
  const entry = { name, stop: () => server.stop(2500) };
  if (name === "postgres") running.unshift(entry);
  else running.push(entry);
}

async function startComponent({ say, state, running }, title, spec, port) {
  await say.step(title, async () => {
    const component = supervise({ ...spec, say: restarted(say), ...recordIn(state, spec.name, port) });
    running.push({ name: spec.name, stop: () => component.stop() });
    await component.ready();
    return spec.describe?.();
  });
}

const restarted = (say) => (text) => say.line(`  ! ${text}`);

function recordIn(state, name, port) {
  return {
    onStarted: (pid, itsPort = port) => state.started(name, pid, itsPort),
    onEnded: () => state.ended(name),
  };
}

export function awaitHealth({ settings, say }) {
  return say.step("Wait until all are healthy", (note) => allHealthy(settings, note));
}

async function allHealthy(settings, note) {
  const url = `${localAddress(settings)}/healthz`;
  let missing = [];
  const isHealthy = async () => {
    const answer = await askHealth(url);
    if (answer?.status === 200) return true;
    missing = notReady(answer);
    note(`not yet: ${missing.join(", ")}`);
    return false;
  };
  const onTimeout = () =>
    new RemedyError(
      `Not healthy after ${ALL_READY_LIMIT_MS / 1000} s: ${missing.join(", ")}.`,
      `Look into ${settings.dataDir}/logs.`,
    );
  await waitFor(isHealthy, { deadlineMs: ALL_READY_LIMIT_MS, everyMs: 100, onTimeout });
}

/** Both to their end, also when one fails: what the other has started by then must be known, to be stopped. */
async function together(...tasks) {
  const results = await Promise.allSettled(tasks);
  const failed = results.find(({ status }) => status === "rejected");
  if (failed !== undefined) throw failed.reason;
  return results.map(({ value }) => value);
}
