import { createServer } from "node:net";

/** A port of the loopback interface that was free a moment ago; who takes it must be ready to ask again. */
export function freePort(host = "127.0.0.1") {
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
