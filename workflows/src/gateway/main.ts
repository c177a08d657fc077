import { createServer } from "node:http";
import pino from "pino";
import { readGatewaySettings, type GatewaySettings } from "./gateway-settings.ts";
import { startGateway, type RunningGateway } from "./start-gateway.ts";

const VERSION = "0.1.0";
const STOP_LIMIT_MS = 5_000;
const log = pino({ name: "gateway" });

let gateway: RunningGateway | null = null;
const health = createServer((request, response) => {
  const state = gateway?.state() ?? null;
  const status = request.url !== "/healthz" ? 404 : state === null ? 503 : 200;
  response.writeHead(status, { "content-type": "application/json" });
  response.end(JSON.stringify({ ready: state !== null, version: VERSION, ...state }));
});

async function stop(code: number): Promise<void> {
  setTimeout(() => process.exit(code), STOP_LIMIT_MS).unref();
  health.close();
  await gateway?.stop().catch((error: unknown) => log.error({ err: error }, "Not everything could be taken away"));
  process.exit(code);
}

function settingsOrExit(): GatewaySettings {
  try {
    return readGatewaySettings(process.env);
  } catch (error) {
    log.fatal((error as Error).message);
    process.exit(1);
  }
}

const settings = settingsOrExit();
const healthPort = process.env["ARENA_HEALTH_PORT"];
if (healthPort !== undefined) health.listen(Number(healthPort), "127.0.0.1");
process.on("SIGTERM", () => void stop(0));
process.on("SIGINT", () => void stop(0));
try {
  gateway = await startGateway(settings, log);
} catch (error) {
  // The interface stays, so that the next start takes it over and no tunnel is cut.
  log.fatal({ err: error }, "The gateway cannot go on");
  process.exit(1);
}
