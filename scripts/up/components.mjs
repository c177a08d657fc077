import { join } from "node:path";
import { componentEnvironment } from "./component-environment.mjs";
import { programPaths } from "./build.mjs";
import { askHealth } from "./health.mjs";
import { ensureEncryptionKeys, ensureSecret, secretPath } from "./secrets.mjs";
import { isIP } from "node:net";

/** The address under which this machine reaches the api: a wildcard is listened on, not connected to. */
export function localAddress({ host, port }) {
  const reached = ["0.0.0.0", "localhost"].includes(host) ? "127.0.0.1" : host === "::" ? "::1" : host;
  return `http://${isIP(reached) === 6 ? `[${reached}]` : reached}:${port}`;
}

export function controlWorker({ checkoutDir, settings, databaseUrl, temporalAddress, healthPort }) {
  const healthUrl = `http://127.0.0.1:${healthPort}/healthz`;
  const given = {
    DATABASE_URL: databaseUrl,
    TEMPORAL_ADDRESS: temporalAddress,
    ARENA_HEALTH_PORT: String(healthPort),
    // It installs clusters: with keys to their hosts, and the programs that the api has packed.
    ARENA_DATA: settings.dataDir,
    ...settings.gateway,
    ...ensureEncryptionKeys(settings),
  };
  return {
    ...nodeProgram(checkoutDir, settings, "control-worker", "workflows/src/worker/control-main.ts", given),
    healthUrl,
    isHealthy: async () => (await askHealth(healthUrl))?.status === 200,
    deadlineMs: 90_000,
    stopGraceMs: 2500,
  };
}

export function api({ checkoutDir, settings, databaseUrl, temporalAddress, temporalVersion, healthUrls }) {
  ensureSecret(settings.dataDir, "auth");
  const given = {
    DATABASE_URL: databaseUrl,
    TEMPORAL_ADDRESS: temporalAddress,
    PORT: String(settings.port),
    HOST: settings.host,
    ARENA_PUBLIC_URL: settings.publicUrl,
    // SvelteKit's handler checks the origin of forms against this, not against what a proxy says.
    ORIGIN: settings.publicUrl,
    ARENA_DATA: settings.dataDir,
    ...(process.env.ARENA_OIDC_CLIENT_SECRET ? { ARENA_OIDC_CLIENT_SECRET: process.env.ARENA_OIDC_CLIENT_SECRET } : {}),
    ARENA_SECRET_FILE: secretPath(settings.dataDir, "auth"),
    ARENA_WEB_HANDLER: join(checkoutDir, "web", "build", "handler.js"),
    ARENA_COMPONENTS: JSON.stringify(healthUrls),
    ARENA_TEMPORAL_VERSION: temporalVersion,
    ...settings.gateway,
    ...ensureEncryptionKeys(settings),
  };
  return {
    ...nodeProgram(checkoutDir, settings, "api", "api/src/main.ts", given),
    // It answers 503 as long as another component is not ready; that it answers is enough to go on.
    isHealthy: async () => (await askHealth(`${localAddress(settings)}/healthz`)) !== null,
    deadlineMs: 60_000,
    stopGraceMs: 2000,
  };
}

/** Ready also where no interface can be made: only on-prem clusters need one. What it lacks is said at the start. */
export function gateway({ checkoutDir, settings, databaseUrl, healthPort }) {
  const healthUrl = `http://127.0.0.1:${healthPort}/healthz`;
  const given = {
    DATABASE_URL: databaseUrl,
    ARENA_DATA: settings.dataDir,
    ARENA_HEALTH_PORT: String(healthPort),
    ARENA_API_HOST: settings.host === "localhost" ? "127.0.0.1" : settings.host,
    ARENA_API_PORT: String(settings.port),
    ...settings.gateway,
    ...ensureEncryptionKeys(settings),
  };
  return {
    ...nodeProgram(checkoutDir, settings, "gateway", "workflows/src/gateway/main.ts", given),
    healthUrl,
    isHealthy: async () => {
      const answer = await askHealth(healthUrl);
      return answer?.status === 200 && answer.body?.interface !== "starting";
    },
    describe: async () => {
      const { body } = (await askHealth(healthUrl)) ?? {};
      if (body?.interface === "absent") return `no tunnels. ${body.reason}`;
      return body?.exposure ?? undefined;
    },
    deadlineMs: 60_000,
    stopGraceMs: 2500,
  };
}

export function agent({ checkoutDir, settings, agentToken }) {
  const { launcher, trainer } = programPaths(checkoutDir);
  const given = {
    ARENA_AGENT_URL: localAddress(settings),
    ARENA_AGENT_TOKEN: agentToken,
    ARENA_AGENT_HOME: join(settings.dataDir, "home"),
    ARENA_LAUNCHER_PROGRAM: launcher,
    ARENA_TRAINER_COMMAND: process.env.ARENA_TRAINER_COMMAND ?? JSON.stringify([process.execPath, trainer]),
  };
  return {
    ...nodeProgram(checkoutDir, settings, "agent", "workflows/src/agent/main.ts", given),
    stopGraceMs: 2000,
  };
}

function nodeProgram(checkoutDir, settings, name, script, given) {
  return {
    name,
    command: process.execPath,
    args: [join(checkoutDir, script)],
    cwd: checkoutDir,
    env: componentEnvironment(checkoutDir, given),
    logPath: join(settings.dataDir, "logs", `${name}.log`),
  };
}
