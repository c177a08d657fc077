import { spawn } from "node:child_process";
import type { ServerFacts } from "../proof/check-cluster.ts";

/** Largest first; the first is WireGuard's own over Ethernet. */
const SIZES_BYTES = [1_420, 1_380, 1_340, 1_280, 1_200, 1_000, 576] as const;
/** Of IP and ICMP. */
const HEADER_BYTES = 28;
const ANSWER_WITHIN_MS = 3_000;

type Ping = "ANSWERED" | "LOST" | "MISSING" | "REFUSED";

/** How large a packet reaches the cluster's end of the tunnel and comes back whole. All sizes are tried at once. */
export async function findPathMtu(tunnelAddress: string | null): Promise<ServerFacts["pathMtu"]> {
  if (tunnelAddress === null) return { bytes: null, reason: "The class has no keys" };
  const found = await Promise.all(SIZES_BYTES.map((size) => ping(tunnelAddress, size)));
  if (found.includes("MISSING"))
    return { bytes: null, reason: "This server has no ping (apt-get install iputils-ping)" };
  const index = found.indexOf("ANSWERED");
  if (index >= 0) return { bytes: SIZES_BYTES[index]!, reason: null };
  return { bytes: null, reason: "No ping comes back through the tunnel: it may not be on this machine" };
}

function ping(address: string, sizeBytes: number): Promise<Ping> {
  return new Promise((resolve) => {
    const args = ["-n", "-q", "-c", "1", "-W", "2", "-M", "do", "-s", String(sizeBytes - HEADER_BYTES), "--", address];
    const child = spawn("ping", args, { stdio: "ignore", env: { PATH: process.env["PATH"], LC_ALL: "C" } });
    const timer = setTimeout(() => child.kill("SIGKILL"), ANSWER_WITHIN_MS);
    const finish = (answer: Ping): void => {
      clearTimeout(timer);
      resolve(answer);
    };
    child.once("error", (error: NodeJS.ErrnoException) => finish(error.code === "ENOENT" ? "MISSING" : "REFUSED"));
    child.once("close", (code) => finish(code === 0 ? "ANSWERED" : code === 1 ? "LOST" : "REFUSED"));
  });
}
