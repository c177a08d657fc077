import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { waitFor } from "./wait-for.ts";

export interface Asked {
  readonly what: string;
  readonly query: Readonly<Record<string, string>>;
  readonly credential: string;
  readonly body: string;
  readonly sizeBytes: number;
}
export interface Answer {
  readonly status: number;
  readonly body?: object;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What Arena's server is to the scripts of a bundle; it takes them at their word, and keeps what they say. */
export interface ReportServer {
  readonly url: string;
  readonly token: string;
  /** What answers in its place: LOST: it takes what is said, and the answer does not arrive. Undefined: nothing does. */
  instead: (asked: Asked) => Answer | "LOST" | undefined;
  /** In order, also what was refused. */
  asked(what?: string): readonly Asked[];
  /** What counted: `0 DOCKER RUNNING`, each once for as long as it stays so; `end DONE`. */
  story(): readonly string[];
  /** All that a stage of a host has said. */
  outputOf(position: number, stage: string): string;
  until(what: string, holds: () => boolean): Promise<void>;
  stop(): Promise<void>;
}

export async function startReportServer(): Promise<ReportServer> {
  const [token, asked, counted]: [string, Asked[], Asked[]] = ["arena_once_0123456789-abcdef_XYZ", [], []];
  let next = 1;
  const answer = (one: Asked): Answer => {
    if (one.what === "token") return { status: 201, body: { token, expiresAt: "2026-12-01T00:00:00Z" } };
    if (one.credential !== token) return { status: 401, body: { code: "UNAUTHENTICATED", message: "no such token" } };
    if (one.what === "begin") {
      next = 1;
      return { status: 201, body: { operation: "01a2075e-0000-7000-8000-000000000009" } };
    }
    if (Number(one.query["number"]) > next) return { status: 409, body: { code: "GAP", message: `next is ${next}` } };
    if (Number(one.query["number"]) === next) {
      next += 1;
      counted.push(one);
    }
    return { status: 200, body: {} };
  };
  const http = createServer((request, response) => {
    void read(request).then((one) => {
      asked.push(one);
      const other = server.instead(one);
      const { status, body = {}, headers = {} } = other === undefined || other === "LOST" ? answer(one) : other;
      if (other === "LOST") return void request.socket.destroy();
      response.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(body));
    });
  });
  await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve));
  const reports = (): string[] =>
    counted.map(({ what, query: { host, stage, state, outcome } }) =>
      what === "end" ? `end ${outcome}` : `${host} ${stage} ${state}`,
    );
  const server: ReportServer = {
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    token,
    instead: () => undefined,
    asked: (what) => asked.filter((one) => what === undefined || one.what === what),
    story: () => reports().filter((line, index, all) => line !== all[index - 1]),
    outputOf: (position, stage) =>
      counted
        .filter(({ query }) => query["host"] === String(position) && query["stage"] === stage)
        .map(({ body }) => body)
        .join(""),
    until: async (what, holds) => {
      await waitFor(what, 30_000, holds, () => reports().join("\n"));
    },
    stop: () =>
      new Promise((resolve) => {
        http.close(() => resolve());
        http.closeAllConnections();
      }),
  };
  return server;
}

async function read(request: IncomingMessage): Promise<Asked> {
  const { pathname, searchParams } = new URL(request.url ?? "/", "http://localhost");
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const body = Buffer.concat(chunks);
  return {
    what: `${request.method} ${pathname}`.replace("POST /api/setup/v1/", ""),
    query: Object.fromEntries(searchParams),
    credential: (request.headers.authorization ?? "").replace("Bearer ", ""),
    body: body.toString(),
    sizeBytes: body.byteLength,
  };
}
