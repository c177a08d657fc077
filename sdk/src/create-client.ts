import { ConnectionMonitor, type ConnectionState } from "./live/connection-monitor.ts";
import { HttpTransport } from "./transport/http-transport.ts";
import { SocketTransport } from "./transport/socket-transport.ts";
import type { Request } from "./transport/typed-document.ts";
import { createClusterCommands, type ClusterCommands } from "./cluster-commands.ts";
import { createCommands, type Commands } from "./commands.ts";
import { createQueries, type Queries } from "./queries.ts";
import { createWatchers, type Watchers } from "./watchers.ts";

export interface ClientOptions {
  /** Address of the server, such as `http://localhost:4000`. */
  readonly url: string;
  /** `arena_pat_…`; without it, the browser's cookie signs in. */
  readonly apiKey?: string;
  /** Sent with every request over HTTP, such as a cookie that a server passes on. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly fetch?: typeof fetch;
  /** For runtimes without a global `WebSocket`. */
  readonly webSocketImpl?: unknown;
  /** Deadline of one request over HTTP, in milliseconds; 30,000 unless told. */
  readonly deadlineMs?: number;
}

const DEFAULT_DEADLINE_MS = 30_000;

export interface ArenaClient extends Queries, Commands, ClusterCommands, Watchers {
  /** Sends one operation; throws `ArenaTransportError`. Errors of a mutation's union are in the result. */
  readonly request: Request;
  /** Calls at once and at every change of whether live changes arrive; returns how to stop listening. */
  onConnectionChange(listener: (state: ConnectionState) => void): () => void;
  /** Closes the socket; what is followed ends. */
  close(): Promise<void>;
}

/** A client of one Arena server. Opens a socket only when something is followed; `close` disposes it. */
export function createClient(options: ClientOptions): ArenaClient {
  const url = options.url.replace(/\/+$/, "");
  const http = new HttpTransport({
    url,
    headers: { ...options.headers, ...(options.apiKey ? { authorization: `Bearer ${options.apiKey}` } : {}) },
    fetch: options.fetch ?? ((...given) => globalThis.fetch(...given)),
    deadlineMs: options.deadlineMs ?? DEFAULT_DEADLINE_MS,
  });
  let socket: SocketTransport | null = null;
  const openSocket = (): SocketTransport =>
    (socket ??= new SocketTransport({ url, apiKey: options.apiKey ?? null, webSocketImpl: options.webSocketImpl }));
  const monitor = new ConnectionMonitor();
  const closing = new AbortController();
  const request: Request = (document, variables, signal) => http.request(document, variables, signal);
  return {
    request,
    ...createQueries(request),
    ...createCommands(request),
    ...createClusterCommands(request),
    ...createWatchers({
      subscribe: (document, variables) => openSocket().subscribe(document, variables),
      monitor,
      closed: closing.signal,
    }),
    onConnectionChange: (listener) => monitor.listen(listener),
    async close() {
      closing.abort();
      await socket?.close();
    },
  };
}
