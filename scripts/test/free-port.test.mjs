import { createServer } from "node:net";
import { expect, test } from "vitest";
import { firstOutgoingPort, freePort, whyPortIsNotFree } from "../up/free-port.mjs";

const end = firstOutgoingPort();
const reason = end > 20_000 ? null : `the system gives all ports from ${end} on to connections that go out`;

/** Connections that go out take theirs at any moment: nobody who was given one could rely on it. */
test.skipIf(reason !== null)(
  `none of those for connections that go out is given${reason === null ? "" : ` (${reason})`}`,
  async () => {
    const ports = await Promise.all(Array.from({ length: 50 }, () => freePort()));
    for (const port of ports) expect(port).toBeLessThan(end);
    expect(new Set(ports).size).toBeGreaterThan(40);
    expect(await whyPortIsNotFree(ports[0], "127.0.0.1")).toBeNull();
  },
);

test("a port that somebody listens on is not free, and says why", async () => {
  const port = await freePort();
  const server = createServer().listen(port, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  expect(await whyPortIsNotFree(port, "127.0.0.1")).toBe("EADDRINUSE");
  await new Promise((resolve) => server.close(resolve));
});
