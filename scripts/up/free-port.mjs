import { randomInt } from "node:crypto";
import { readFileSync } from "node:fs";
import { createServer } from "node:net";

const FIRST_PORT = 10_240;
const ATTEMPTS = 100;

/**
 * A port that was free a moment ago; who takes it must be ready to ask again. Not one of those that the system gives to
 * connections that go out: each of them may take it before whoever asked does, for as long as that connection lasts.
 */
export async function freePort(host = "127.0.0.1") {
  const end = firstOutgoingPort();
  for (let attempt = 0; attempt < ATTEMPTS && end > FIRST_PORT + ATTEMPTS; attempt += 1) {
    const port = randomInt(FIRST_PORT, end);
    if ((await whyPortIsNotFree(port, host)) === null) return port;
  }
  return anyPort(host);
}

/** The first of the range from which the system takes ports for connections that go out. */
export function firstOutgoingPort() {
  try {
    return Number(readFileSync("/proc/sys/net/ipv4/ip_local_port_range", "utf8").trim().split(/\s+/)[0]);
  } catch {
    return FIRST_PORT;
  }
}

function anyPort(host) {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, host, () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

/** Null when `port` can be listened on, otherwise the system's code for why not (`EADDRINUSE`, `EACCES`, …). */
export function whyPortIsNotFree(port, host) {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", (error) => resolve(error.code));
    server.listen(port, host, () => server.close(() => resolve(null)));
  });
}
