import { connect, createServer, type Server } from "node:net";
import { fileURLToPath } from "node:url";
import { spawn, type ChildProcess } from "node:child_process";
import { insideOf } from "../../../api/test/bundle/network-namespaces.ts";

/** A port of the loopback interface, or a socket in the file system, which all network namespaces share. */
type Place = number | string;

export function listenAndRelay(from: Place, to: Place): Promise<Server> {
  const server = createServer((inbound) => {
    const outbound = typeof to === "number" ? connect(to, "127.0.0.1") : connect(to);
    for (const [one, other] of [
      [inbound, outbound],
      [outbound, inbound],
    ] as const) {
      one.pipe(other);
      one.on("error", () => other.destroy());
      one.on("close", () => other.destroy());
    }
  });
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    const listening = (): void => resolve(server);
    if (typeof from === "number") server.listen(from, "127.0.0.1", listening);
    else server.listen(from, listening);
  });
}

export interface Relay {
  stop(): Promise<void>;
}

/** Of a port of one side's loopback interface to the same one of the other's. `path`: of a socket, made for it. */
export async function relayInto(namespace: string, port: number, path: string): Promise<Relay> {
  const outside = await listenAndRelay(path, port);
  const inside = await startInside(namespace, String(port), path);
  return { stop: async () => void (await Promise.all([end(inside), close(outside)])) };
}

export async function relayOutOf(namespace: string, port: number, path: string): Promise<Relay> {
  const inside = await startInside(namespace, path, String(port));
  const outside = await listenAndRelay(port, path);
  return { stop: async () => void (await Promise.all([end(inside), close(outside)])) };
}

async function startInside(namespace: string, from: string, to: string): Promise<ChildProcess> {
  const program = [process.execPath, fileURLToPath(import.meta.url), from, to];
  const child = spawn("nsenter", insideOf(namespace, ...program), { stdio: ["ignore", "pipe", "inherit"] });
  await new Promise<void>((resolve, reject) => {
    child.stdout.once("data", () => resolve());
    child.once("exit", (code) => reject(new Error(`the relay of ${from} has ended with ${code}`)));
  });
  return child;
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGKILL");
  await ended;
}

const close = (server: Server): Promise<void> => new Promise((resolve) => void server.close(() => resolve()));

const placeOf = (text: string): Place => (/^\d+$/.test(text) ? Number(text) : text);

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [from, to] = process.argv.slice(2);
  await listenAndRelay(placeOf(from!), placeOf(to!));
  process.stdout.write("listening\n");
}
