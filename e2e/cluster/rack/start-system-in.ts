import { mkdtempSync, rmSync } from "node:fs";
import path from "node:path";
import { startSystem, type System } from "../../system.ts";
import type { Own } from "./owner.ts";
import { relayInto, relayOutOf } from "./port-relay.ts";

/** A server in a network namespace; its database, its pages and its Temporal are reached across that. */
export async function startSystemIn(
  namespace: string,
  environment: Readonly<Record<string, string>>,
  own: Own,
): Promise<System> {
  const sockets = own(mkdtempSync("/tmp/arena-relay-"), (made) => rmSync(made, { recursive: true }));
  const system = own(
    await startSystem(environment, [], null, {
      within: ["ip", "netns", "exec", namespace],
      reachDatabase: async (url) => {
        const relay = await relayInto(namespace, Number(new URL(url).port || 5432), path.join(sockets, "database"));
        own(relay, (made) => made.stop());
      },
      openPort: async (port) => {
        own(await relayOutOf(namespace, port, path.join(sockets, "pages")), (made) => made.stop());
      },
    }),
    (made) => made.stop(),
  );
  const temporal = await relayOutOf(namespace, system.component("temporal").port!, path.join(sockets, "temporal"));
  own(temporal, (made) => made.stop());
  return system;
}
