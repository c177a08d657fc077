import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { handleSetup, SETUP_PATH, type SetupParts } from "../../src/setup/handle-setup.ts";

// Neither a wrong address nor a wrong method comes as far as to need any.
const parts = {} as SetupParts;
const server = createServer((request, response) => void handleSetup(request, response, request.url!, parts));
beforeAll(async () => {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
});
afterAll(() => server.close());

const ask = (path: string, method: string): Promise<Response> =>
  fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}${SETUP_PATH}${path}`, { method });

test.each(["token", "begin", "report", "end"])("%s takes POST alone, and says so", async (path) => {
  for (const method of ["GET", "PUT", "DELETE", "OPTIONS"]) {
    const answer = await ask(path, method);
    expect([method, answer.status, answer.headers.get("allow")]).toEqual([method, 405, "POST"]);
    expect(await answer.json()).toEqual({ code: "METHOD_NOT_ALLOWED", message: "this address takes POST alone" });
  }
});

test.each(["POST", "GET"])("another address is none, whatever the method: %s", async (method) => {
  expect((await ask("tokens", method)).status).toBe(404);
});
