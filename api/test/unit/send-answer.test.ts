import { once } from "node:events";
import { createServer, get, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, test } from "vitest";
import { sendAnswer } from "../../src/cli/send-answer.ts";

const CHUNKS = 60;
const CHUNK = Buffer.alloc(256 * 1024, "a");
const servers: { close(): void }[] = [];
afterEach(() => servers.splice(0).forEach((server) => server.close()));

interface Sent {
  readonly made: number;
  readonly mostListeners: number;
}

/** Serves one archive of 15 MB and tells how its making went; `response` is what a client got. */
async function served(): Promise<{ sent: Promise<Sent>; response: IncomingMessage }> {
  let tell: (sent: Sent) => void;
  const sent = new Promise<Sent>((resolve) => (tell = resolve));
  const server = createServer((_request, response) => {
    const seen = { made: 0, mostListeners: 0 };
    async function* chunks(to: ServerResponse): AsyncGenerator<Buffer> {
      for (; seen.made < CHUNKS; seen.made += 1) {
        seen.mostListeners = Math.max(seen.mostListeners, to.listenerCount("close"), to.listenerCount("drain"));
        yield CHUNK;
      }
    }
    const answer = {
      kind: "archive",
      fileName: "x.zip",
      contentType: "application/zip",
      sizeBytes: CHUNKS * CHUNK.length,
    } as const;
    void sendAnswer(response, { ...answer, bytes: chunks(response) as never }, () => undefined).then(() => tell(seen));
  });
  servers.push(server);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const request = get({ port: (server.address() as AddressInfo).port, host: "127.0.0.1", agent: false });
  const [response] = (await once(request, "response")) as [IncomingMessage];
  return { sent, response };
}

test("a long download is sent whole, and waits for its reader without a listener for each chunk", async () => {
  const { sent, response } = await served();
  let bytes = 0;
  for await (const chunk of response) bytes += (chunk as Buffer).length;
  expect(bytes).toBe(CHUNKS * CHUNK.length);
  const { made, mostListeners } = await sent;
  expect(made).toBe(CHUNKS);
  expect(mostListeners).toBeLessThan(10);
});

test("a reader who hangs up ends the making, and is no error", async () => {
  const { sent, response } = await served();
  response.destroy();
  expect((await sent).made).toBeLessThan(CHUNKS);
});
