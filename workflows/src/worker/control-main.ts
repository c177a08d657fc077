import { createServer } from "node:http";
import pino from "pino";
import { readInstallerSettings } from "../installer/create-installer.ts";
import { startControl, type Control } from "./control.ts";

const VERSION = "0.1.0";
const STOP_LIMIT_MS = 5_000;
const log = pino({ name: "control-worker" });

function required(name: string): string {
  const value = process.env[name];
  if (value === undefined || value === "") {
    log.fatal(`${name} is not set`);
    process.exit(1);
  }
  return value;
}

let control: Control | null = null;
const health = createServer((request, response) => {
  const ready = control !== null;
  response.writeHead(request.url === "/healthz" ? 200 : 404, { "content-type": "application/json" });
  response.end(JSON.stringify({ ready, version: VERSION, incarnation: control?.incarnation ?? null }));
});

async function stop(code: number): Promise<void> {
  setTimeout(() => process.exit(code), STOP_LIMIT_MS).unref();
  health.close();
  await control?.stop();
  process.exit(code);
}

const healthPort = process.env["ARENA_HEALTH_PORT"];
if (healthPort !== undefined) health.listen(Number(healthPort), "127.0.0.1");
process.on("SIGTERM", () => void stop(0));
process.on("SIGINT", () => void stop(0));
try {
  control = await startControl(
    required("DATABASE_URL"),
    required("TEMPORAL_ADDRESS"),
    {
      onError: (error) => log.error({ err: error }, "A delivery is repeated later"),
      onAlarm: ({ kind, subject, message }) => log.error({ alarm: kind, subject }, message),
    },
    { installer: readInstallerSettings(process.env) },
  );
  log.info("The control worker is ready");
  await control.finished;
} catch (error) {
  log.fatal({ err: error }, "The control worker cannot go on");
  await stop(1);
}
