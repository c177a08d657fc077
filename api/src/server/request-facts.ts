import { randomUUID } from "node:crypto";
import type { IncomingHttpHeaders, IncomingMessage } from "node:http";

/** What is known of a request before anyone is authenticated. */
export interface RequestFacts {
  readonly requestId: string;
  readonly headers: IncomingHttpHeaders;
  readonly ipAddress: string | null;
  readonly via: "WEB" | "SDK" | "CLI";
}

const CLIENT_HEADER = "x-arena-client";

export function requestFacts(request: IncomingMessage): RequestFacts {
  const client = request.headers[CLIENT_HEADER];
  const byKey = request.headers.authorization !== undefined;
  return {
    requestId: randomUUID(),
    headers: request.headers,
    ipAddress: request.socket.remoteAddress ?? null,
    via: client === "cli" ? "CLI" : byKey ? "SDK" : "WEB",
  };
}
