import { createSocket } from "node:dgram";
import { InterfaceRefused } from "./interface-refused.ts";
import { runCommand } from "./run-command.ts";
import { isWithin, type TunnelRange } from "./tunnel-range.ts";

/** Another interface with the same addresses would take our peers' packets, or we its: neither may be. */
export async function checkRangeIsFree(range: TunnelRange, ownName: string): Promise<void> {
  const text = await runCommand("ip", ["-json", "-4", "route", "show", "table", "all"]);
  const routes = JSON.parse(text || "[]") as { dst: string; dev?: string }[];
  const taken = routes.find(({ dst, dev }) => dev !== undefined && dev !== ownName && isWithin(range, dst));
  if (taken === undefined) return;
  throw new InterfaceRefused(
    `The tunnel range ${range.text} is in use on this machine (${taken.dst} on ${taken.dev}).`,
    "Choose another with ARENA_TUNNEL_RANGE, before the first bundle is made.",
  );
}

/** WireGuard's own message does not name the port, and wireguard-go gives none at all when it comes up. */
export async function checkPortIsFree(port: number): Promise<void> {
  for (const family of ["udp4", "udp6"] as const) {
    const code = await whyNotBound(family, port);
    if (code === "EADDRINUSE")
      throw new InterfaceRefused(
        `UDP port ${port} is in use by ${await userOf(port)}.`,
        "End it, or choose another port with ARENA_GATEWAY_PORT, before the first bundle is made.",
      );
    if (code === "EACCES")
      throw new InterfaceRefused(
        `This user may not listen on UDP port ${port}.`,
        "Choose one above 1023 with ARENA_GATEWAY_PORT, or start as root.",
      );
  }
}

function whyNotBound(family: "udp4" | "udp6", port: number): Promise<string | null> {
  const socket = createSocket({ type: family, ipv6Only: true });
  return new Promise((resolve) => {
    socket.once("error", (error: NodeJS.ErrnoException) => {
      socket.close();
      resolve(error.code ?? "unknown");
    });
    socket.bind({ port, exclusive: true }, () => socket.close(() => resolve(null)));
  });
}

/**
 * The kernel's sockets belong to no process, so the interface is the only name that its user has. Of wireguard-go, `wg`
 * also finds interfaces of other network namespaces, which do not use our port.
 */
async function userOf(port: number): Promise<string> {
  const text = await runCommand("wg", ["show", "all", "listen-port"]).catch(() => "");
  for (const [name = "", itsPort] of text.split("\n").map((line) => line.split("\t")))
    if (itsPort === String(port) && (await isHere(name))) return `the WireGuard interface ${name}`;
  return "another program";
}

const isHere = (name: string): Promise<boolean> =>
  runCommand("ip", ["link", "show", "dev", name]).then(
    () => true,
    () => false,
  );
