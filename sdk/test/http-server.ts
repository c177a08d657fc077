import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export interface ReceivedRequest {
  readonly headers: IncomingHttpHeaders;
  readonly query: string;
  readonly variables: Record<string, unknown> & { input?: Record<string, unknown> };
}
export type Answer = (response: ServerResponse, request: ReceivedRequest) => void;

export interface ScriptedServer {
  readonly url: string;
  readonly requests: readonly ReceivedRequest[];
  stop(): Promise<void>;
}

/** Gives the answers in turn, and the last one for ever. */
export async function startScriptedServer(...answers: readonly Answer[]): Promise<ScriptedServer> {
  const requests: ReceivedRequest[] = [];
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk: Buffer) => (body += chunk.toString()));
    request.on("end", () => {
      const received = { headers: request.headers, ...(JSON.parse(body) as Omit<ReceivedRequest, "headers">) };
      requests.push(received);
      answers[Math.min(requests.length, answers.length) - 1]?.(response, received);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export const json =
  (body: unknown, status = 200, requestId = "request-1"): Answer =>
  (response) =>
    response
      .writeHead(status, { "content-type": "application/json", "x-request-id": requestId })
      .end(JSON.stringify(body));
export const text =
  (body: string, status: number): Answer =>
  (response) =>
    response.writeHead(status, { "content-type": "text/html" }).end(body);
/** The connection is lost before an answer. */
export const lost: Answer = (response) => void response.destroy();
/** It is lost in the middle of one. */
export const cut: Answer = (response) => {
  response.writeHead(200, {
    "content-type": "application/json",
    "content-length": "1000",
    "x-request-id": "request-1",
  });
  response.write('{"data":', () => response.destroy());
};
export const silent: Answer = () => undefined;
