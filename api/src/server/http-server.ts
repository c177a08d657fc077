import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { GraphQLError } from "graphql";
import type { Logger } from "pino";
import { WebSocketServer } from "ws";
import type { AgentRegistry } from "../agents/agent-registry.ts";
import type { ClassTokens } from "../agents/class-tokens.ts";
import { handleIngest, type IngestDependencies } from "../ingest/handle-ingest.ts";
import { handleSetup, SETUP_PATH, type SetupParts } from "../setup/handle-setup.ts";
import { answerJson } from "./answer-json.ts";
import type { GraphqlHttp } from "./graphql-http.ts";
import type { GraphqlSocket } from "./graphql-socket.ts";
import { rateKeyOf } from "./rate-key.ts";
import { RATE_MESSAGE, type RateLimit } from "./rate-limit.ts";
import { requestFacts } from "./request-facts.ts";
import type { SignIn } from "./sign-in.ts";

export const MAX_GRAPHQL_BODY_BYTES = 1024 * 1024;

export type NodeHandler = (request: IncomingMessage, response: ServerResponse, next: () => void) => void;

export type PathHandler = (request: IncomingMessage, response: ServerResponse, path: string) => Promise<void>;

export interface HttpServerParts {
  readonly graphql: GraphqlHttp;
  readonly socket: GraphqlSocket;
  readonly signIn: SignIn;
  readonly ingest: IngestDependencies;
  /** The published command-line client's addresses. */
  readonly cli: PathHandler;
  /** What the scripts of a bundle report. */
  readonly setup: SetupParts;
  /** Its device login. */
  readonly realms: PathHandler;
  readonly tokens: ClassTokens;
  readonly agents: AgentRegistry;
  readonly health: (response: ServerResponse) => Promise<void>;
  readonly metrics: (response: ServerResponse) => Promise<void>;
  readonly manifestSchema: unknown;
  /** The web's pages; null in tests of the api alone. */
  readonly web: NodeHandler | null;
  readonly rate: RateLimit;
  readonly allowedOrigins: readonly string[];
  readonly log: Logger;
}

/** Everything on one address. Small routes here, everything else in a file of its own. */
export function createHttpServer(parts: HttpServerParts): Server {
  const agentSockets = new WebSocketServer({ noServer: true, maxPayload: 1024 * 1024 });
  const server = createServer((request, response) => {
    setSecurityHeaders(response);
    route(parts, request, response).catch((error: unknown) => {
      parts.log.error({ err: error, path: request.url }, "request failed");
      if (!response.headersSent)
        answerJson(response, 500, { code: "INTERNAL", message: "Something went wrong on the server." });
      else response.destroy();
    });
  });
  server.on("upgrade", (request, socket, head) => {
    upgrade(parts, agentSockets, request, socket, head).catch((error: unknown) => {
      parts.log.error({ err: error }, "upgrade failed");
      socket.destroy();
    });
  });
  server.once("close", () => agentSockets.close());
  return server;
}

async function route(parts: HttpServerParts, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const path = (request.url ?? "/").split("?", 1)[0]!;
  if (path === "/healthz") return parts.health(response);
  if (path.startsWith("/ingest/")) return handleIngest(request, response, path, parts.ingest);
  if (path === "/metrics") return parts.metrics(response);
  if (path === "/manifest.schema.json") return answerJson(response, 200, parts.manifestSchema);
  if (path === "/graphql") return graphql(parts, request, response);
  if (path.startsWith("/api/auth/")) return parts.signIn.handle(request, response);
  if (path.startsWith(SETUP_PATH)) return handleSetup(request, response, path, parts.setup);
  if (CLI_PATHS.test(path)) return parts.cli(request, response, path);
  if (path.startsWith("/realms/")) return parts.realms(request, response, path);
  if (parts.web) return parts.web(request, response, () => answerJson(response, 404, NOT_FOUND));
  answerJson(response, 404, NOT_FOUND);
}

const CLI_PATHS = /^\/api\/(cli|users)\//;
const NOT_FOUND = { code: "NOT_FOUND", message: "no such address" };

async function graphql(parts: HttpServerParts, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const facts = requestFacts(request);
  if (!parts.rate.take(rateKeyOf(facts)))
    return refuse(response, 429, new GraphQLError(RATE_MESSAGE, { extensions: { code: "RATE_LIMITED" } }));
  // Forms can be sent by any page without asking first; nobody of ours sends GraphQL as one.
  if (request.method === "POST" && !JSON_TYPE.test(request.headers["content-type"] ?? "")) {
    const message = "Send the request as application/json.";
    return refuse(response, 415, new GraphQLError(message, { extensions: { code: "UNKNOWN_DOCUMENT" } }));
  }
  const length = Number(request.headers["content-length"] ?? 0);
  const streamed = request.headers["transfer-encoding"] !== undefined;
  if (length > MAX_GRAPHQL_BODY_BYTES || streamed) {
    const message = `The request's body is too large or of unknown length: at most ${MAX_GRAPHQL_BODY_BYTES} bytes are allowed.`;
    response.setHeader("connection", "close");
    return refuse(response, 413, new GraphQLError(message, { extensions: { code: "COMPLEXITY_EXCEEDED" } }));
  }
  // A cookie alone must not let another site's page act: its origin is named by the browser.
  const origin = request.headers.origin;
  const isForeign = origin === undefined ? isCrossSite(request) : !parts.allowedOrigins.includes(origin);
  if (isForeign && facts.headers.authorization === undefined) {
    return refuse(
      response,
      403,
      new GraphQLError("This origin may not use the API.", { extensions: { code: "UNAUTHENTICATED" } }),
    );
  }
  return parts.graphql(request, response, facts);
}

const JSON_TYPE = /^application\/(graphql\+)?json\s*(;|$)/i;
/** Browsers that leave out the origin say this. */
const isCrossSite = (request: IncomingMessage): boolean =>
  request.method === "POST" && request.headers["sec-fetch-site"] === "cross-site";

function refuse(response: ServerResponse, status: number, error: GraphQLError): void {
  answerJson(response, status, { errors: [error.toJSON()] });
}

async function upgrade(
  parts: HttpServerParts,
  agentSockets: WebSocketServer,
  request: IncomingMessage,
  socket: Duplex,
  head: Buffer,
): Promise<void> {
  const path = (request.url ?? "/").split("?", 1)[0];
  if (path === "/graphql") {
    const origin = request.headers.origin;
    if (origin !== undefined && request.headers.authorization === undefined && !parts.allowedOrigins.includes(origin)) {
      return refuseUpgrade(socket, "403 Forbidden");
    }
    const { sockets } = parts.socket;
    return sockets.handleUpgrade(request, socket, head, (opened) => sockets.emit("connection", opened, request));
  }
  if (path !== "/agent") return refuseUpgrade(socket, "404 Not Found");
  const resourceClassId = await parts.tokens.classOf(request.headers.authorization);
  if (resourceClassId === null) return refuseUpgrade(socket, "401 Unauthorized");
  agentSockets.handleUpgrade(request, socket, head, (opened) => parts.agents.accept(opened, resourceClassId));
}

function refuseUpgrade(socket: Duplex, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}

function setSecurityHeaders(response: ServerResponse): void {
  response.setHeader("x-content-type-options", "nosniff");
  response.setHeader("x-frame-options", "DENY");
  response.setHeader("referrer-policy", "same-origin");
  response.setHeader("cross-origin-opener-policy", "same-origin");
}
