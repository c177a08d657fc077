import { once } from "node:events";
import { connect, createServer, type AddressInfo, type Server, type Socket } from "node:net";
import { text } from "node:stream/consumers";
import { afterEach, expect, test } from "vitest";
import { createApiForward } from "../../src/gateway/api-forward.ts";
import { startForward, type Forward } from "../../src/gateway/forward.ts";
import { eventually } from "../flows/eventually.ts";

/** All of 127.0.0.0/8 is this machine's, so one port serves as both ends. */
const LISTEN = "127.0.0.2";
const TARGET = "127.0.0.3";
let server: Server | undefined;
let forward: Forward | undefined;
const sockets: Socket[] = [];

afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await forward?.close();
  forward = undefined;
  server?.close();
});

async function serve(answer: (socket: Socket) => void): Promise<number> {
  server = createServer({ allowHalfOpen: true }, (socket) => {
    sockets.push(socket);
    socket.on("error", () => undefined);
    answer(socket);
  }).listen(0, TARGET);
  await once(server, "listening");
  return (server.address() as AddressInfo).port;
}

function client(port: number): Socket {
  const socket = connect({ host: LISTEN, port, localAddress: "127.0.0.1", allowHalfOpen: true });
  sockets.push(socket);
  socket.on("error", () => undefined);
  return socket;
}

const isClosed = (socket: Socket): Promise<void> => new Promise((resolve) => socket.once("close", () => resolve()));

test("carries both ways, also after one end has said all", async () => {
  const port = await serve((socket) => void text(socket).then((asked) => socket.end(`heard ${asked.length}`)));
  forward = await startForward({ listenAddress: LISTEN, port, targetHost: TARGET });
  forward.allow(new Set(["127.0.0.1"]));
  const socket = client(port);
  socket.end("x".repeat(1_000_000));
  expect(await text(socket)).toBe("heard 1000000");
});

test("ends connections of an address that is not allowed any more, and takes no new ones", async () => {
  const port = await serve((socket) => socket.resume());
  forward = await startForward({ listenAddress: LISTEN, port, targetHost: TARGET });
  forward.allow(new Set(["127.0.0.1"]));
  const socket = client(port);
  await once(socket, "connect");
  await eventually(() => expect(sockets).toHaveLength(2));
  const closed = isClosed(socket);
  forward.allow(new Set(["127.0.0.9"]));
  await closed;
  await isClosed(client(port));
  expect(sockets).toHaveLength(3);
});

test("ends the connection when nobody listens behind it", async () => {
  const port = await serve(() => undefined);
  server?.close();
  forward = await startForward({ listenAddress: LISTEN, port, targetHost: TARGET });
  forward.allow(new Set(["127.0.0.1"]));
  await isClosed(client(port));
});

test("is not made for an api that listens everywhere, and says why it cannot be made", async () => {
  const everywhere = createApiForward({ listenAddress: LISTEN, port: 4_000, targetHost: "0.0.0.0" });
  expect(await everywhere.ensure()).toBeNull();
  const taken = createServer().listen(0, LISTEN);
  await once(taken, "listening");
  const { port } = taken.address() as AddressInfo;
  const refused = createApiForward({ listenAddress: LISTEN, port, targetHost: TARGET });
  expect(await refused.ensure()).toMatch(/cannot reach the api through their tunnel.*EADDRINUSE/);
  await refused.close();
  taken.close();
});
