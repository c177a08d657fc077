import { spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { insideOf } from "./network-namespaces.ts";
import { mustRun } from "./run-command.ts";
import { waitFor } from "./wait-for.ts";

export interface GatewayPeer {
  readonly publicKey: string;
  readonly presharedKey: string;
  readonly tunnelAddress: string;
}

export interface WireguardGateway {
  /** Lines `<path> <authorization>` of the requests that came to the api's port. */
  requests(): readonly string[];
  /** Seconds since 1970; 0 before the first. */
  handshakeAt(publicKey: string): Promise<number>;
  letIn(peer: GatewayPeer): Promise<void>;
  dispose(): Promise<void>;
}

const API = `
const http = require("http");
const say = (request) => console.log(request.url + " " + (request.headers.authorization ?? ""));
const server = http.createServer((request, response) => { say(request); response.end("through the tunnel\\n"); });
server.on("upgrade", (request, socket) => { say(request); socket.destroy(); });
server.listen(Number(process.argv[2]), process.argv[1], () => console.log("listening"));
`;

export const wireguardKey = async (): Promise<{ privateKey: string; publicKey: string }> => {
  const privateKey = (await mustRun("wg", ["genkey"])).trim();
  return { privateKey, publicKey: (await mustRun("wg", ["pubkey"], { input: privateKey })).trim() };
};

interface GatewaySettings {
  readonly privateKey: string;
  readonly port: number;
  readonly address: string;
  readonly apiPort: number;
  readonly peer: GatewayPeer;
}

/** Arena's side: WireGuard, and a server at the tunnel's end that notes what it is asked. */
export async function startGateway(namespace: string, settings: GatewaySettings): Promise<WireguardGateway> {
  const directory = mkdtempSync(join(tmpdir(), "arena-gateway-"));
  // Sockets of wireguard-go are named for the interface, in one directory for all namespaces.
  const device = `agw${process.pid % 100_000}`;
  const inside = (...command: string[]): Promise<string> => mustRun("nsenter", insideOf(namespace, ...command));
  const program = spawn("nsenter", insideOf(namespace, "wireguard-go", "-f", device), { stdio: "ignore" });
  await waitFor("wireguard-go", 10_000, () => runs(inside("wg", "show", device)));
  const apply = async (verb: "setconf" | "addconf", text: string): Promise<void> => {
    const path = join(directory, "wg.conf");
    writeFileSync(path, text, { mode: 0o600 });
    await inside("wg", verb, device, path);
  };
  const own = `[Interface]\nPrivateKey = ${settings.privateKey}\nListenPort = ${settings.port}\n`;
  await apply("setconf", own + peerText(settings.peer));
  await inside("ip", "address", "add", `${settings.address}/16`, "dev", device);
  await inside("ip", "link", "set", device, "up");
  const apiArguments = [process.execPath, "-e", API, settings.address, String(settings.apiPort)];
  const api = spawn("nsenter", insideOf(namespace, ...apiArguments), { stdio: ["ignore", "pipe", "inherit"] });
  const lines = collectLines(api.stdout);
  await waitFor("the api", 10_000, () => lines.includes("listening"));
  return {
    requests: () => lines.slice(1),
    handshakeAt: async (publicKey) => {
      const lines = (await inside("wg", "show", device, "latest-handshakes")).split("\n");
      return Number(lines.find((line) => line.startsWith(publicKey))?.split("\t")[1] ?? 0);
    },
    letIn: (peer) => apply("addconf", peerText(peer)),
    dispose: async () => {
      for (const child of [api, program]) await end(child);
      rmSync(directory, { recursive: true });
    },
  };
}

const peerText = (peer: GatewayPeer): string =>
  `[Peer]\nPublicKey = ${peer.publicKey}\nPresharedKey = ${peer.presharedKey}\nAllowedIPs = ${peer.tunnelAddress}/32\n`;

const runs = (work: Promise<string>): Promise<boolean> =>
  work.then(
    () => true,
    () => false,
  );

function collectLines(stream: Readable): string[] {
  const lines: string[] = [];
  let rest = "";
  stream.setEncoding("utf8").on("data", (text: string) => {
    const parts = (rest + text).split("\n");
    rest = parts.pop() ?? "";
    lines.push(...parts);
  });
  return lines;
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGKILL");
  await ended;
}
