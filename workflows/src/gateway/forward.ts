import { connect, createServer, type Socket } from "node:net";

export interface ForwardAddresses {
  /** The gateway's tunnel address, and the port of the api, which is the same on both sides. */
  readonly listenAddress: string;
  readonly port: number;
  readonly targetHost: string;
}

export interface Forward {
  /** Connections of addresses that are no longer among these end at once. */
  allow(addresses: ReadonlySet<string>): void;
  close(): Promise<void>;
}

/** Clusters reach the api through their tunnel; it listens on loopback only. */
export function startForward({ listenAddress, port, targetHost }: ForwardAddresses): Promise<Forward> {
  let allowed: ReadonlySet<string> = new Set();
  const open = new Map<Socket, string>();
  const server = createServer({ allowHalfOpen: true, noDelay: true, keepAlive: true }, (inbound) => {
    const from = inbound.remoteAddress ?? "";
    // Linux answers on any interface for any of its addresses: what does not come out of a tunnel has no business here.
    if (!allowed.has(from)) return inbound.resetAndDestroy();
    open.set(inbound, from);
    inbound.once("close", () => open.delete(inbound));
    joinTo(inbound, connect({ host: targetHost, port, allowHalfOpen: true, noDelay: true }));
  });
  const forward: Forward = {
    allow(addresses) {
      allowed = addresses;
      for (const [socket, from] of open) if (!addresses.has(from)) socket.resetAndDestroy();
    },
    close() {
      for (const socket of open.keys()) socket.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, listenAddress, () => {
      server.on("error", () => undefined);
      resolve(forward);
    });
  });
}

/** Each end's end and death is the other's. */
function joinTo(inbound: Socket, outbound: Socket): void {
  for (const [one, other] of [
    [inbound, outbound],
    [outbound, inbound],
  ] as const) {
    one.pipe(other);
    one.on("error", () => other.resetAndDestroy());
    one.on("close", () => other.destroy());
  }
}
