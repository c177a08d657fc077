import { setTimeout as pause } from "node:timers/promises";
import type { Logger } from "pino";
import { createDatabase } from "@arena/database/client";
import { listen } from "@arena/database/listen";
import { createAlarmClock } from "./alarm-clock.ts";
import { Gateway, type GatewayState } from "./gateway.ts";
import type { GatewaySettings } from "./gateway-settings.ts";
import { readGatewayKeys, type GatewayKeys } from "./peer-records.ts";

/** The net for lost notices. */
const LOOK_EVERY_MS = 1_000;
const LONGEST_TURN_MS = 1_500;

export interface RunningGateway {
  /** Null as long as the installation has no keys for it. */
  state(): GatewayState | null;
  /** Takes away everything that it made. */
  stop(): Promise<void>;
}

export async function startGateway(settings: GatewaySettings, log: Logger): Promise<RunningGateway> {
  const database = createDatabase(settings.databaseUrl, { maxConnections: 2 });
  const clock = createAlarmClock();
  const listener = await listen(settings.databaseUrl, ["arena_gateway"], clock.wake, clock.wake);
  let gateway: Gateway | null = null;
  let isStopping = false;
  let lastProblem: string | null = null;

  async function keysWhenThere(): Promise<GatewayKeys | null> {
    for (let isSaid = false; !isStopping; isSaid = true) {
      const keys = await readGatewayKeys(database.pool, settings.keyring);
      if (keys !== null) return keys;
      if (!isSaid) log.info("Waiting for the gateway's keys: the seed makes them");
      await clock.wait(LOOK_EVERY_MS);
    }
    return null;
  }

  async function run(): Promise<void> {
    const keys = await keysWhenThere();
    if (keys === null) return;
    gateway = new Gateway(settings, keys, database.pool, log);
    while (!isStopping) {
      const problem = await gateway.turn().then(() => null, String);
      if (problem !== null && problem !== lastProblem) log.error(`${problem}; peers stay as they are until it works`);
      lastProblem = problem;
      if (!isStopping) await clock.wait(LOOK_EVERY_MS);
    }
  }

  const running = run();
  running.catch((error: unknown) => {
    // Keys that do not open: nothing helps but another start with the right ones.
    log.fatal({ err: error }, "The gateway cannot go on");
    process.exit(1);
  });
  return {
    state: () => gateway && { ...gateway.state, reason: lastProblem ?? gateway.state.reason },
    async stop() {
      isStopping = true;
      clock.wake();
      // A database that hangs must not keep the interface.
      await Promise.race([running, pause(LONGEST_TURN_MS)]);
      await gateway?.close();
      await listener.close();
      await database.close();
    },
  };
}
