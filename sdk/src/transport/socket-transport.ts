import { createClient, type Client, type FormattedExecutionResult } from "graphql-ws";
import { ArenaTransportError } from "../errors.ts";
import { ReceivedValues } from "./received-values.ts";
import type { TypedDocument } from "./typed-document.ts";

export interface SocketTransportOptions {
  readonly url: string;
  readonly apiKey: string | null;
  readonly webSocketImpl?: unknown;
}

const KEEP_ALIVE_MS = 5_000;
const ANSWER_WITHIN_MS = 10_000;
/** Close codes of graphql-ws that say who may not. */
const REFUSED_CLOSES = new Set([4401, 4403]);

/** One socket for all subscriptions, opened with the first and closed after the last. It does not retry by itself. */
export class SocketTransport {
  readonly #client: Client;
  /** With how to unsubscribe each. */
  readonly #open = new Map<ReceivedValues<unknown>, () => void>();
  #connected = false;

  constructor({ url, apiKey, webSocketImpl }: SocketTransportOptions) {
    // A server that has gone without closing the socket is found by a ping that stays without an answer.
    let pong: ReturnType<typeof setTimeout> | undefined;
    this.#client = createClient({
      url: `${url.replace(/^http/, "ws")}/graphql`,
      lazy: true,
      retryAttempts: 0,
      keepAlive: KEEP_ALIVE_MS,
      connectionAckWaitTimeout: ANSWER_WITHIN_MS,
      ...(apiKey ? { connectionParams: { authorization: `Bearer ${apiKey}` } } : {}),
      ...(webSocketImpl ? { webSocketImpl } : {}),
      on: {
        connected: () => (this.#connected = true),
        ping: (received) => {
          if (received) return;
          clearTimeout(pong);
          pong = setTimeout(() => this.#client.terminate(), ANSWER_WITHIN_MS);
        },
        pong: (received) => received && clearTimeout(pong),
        closed: (event) => {
          this.#connected = false;
          clearTimeout(pong);
          this.#endAll(transportErrorOf(event));
        },
      },
    });
  }

  /** Ends when the server completes it; throws when the socket is lost. Returning early unsubscribes, at once. */
  subscribe<Data, Variables>(
    document: TypedDocument<Data, Variables>,
    variables: Variables,
  ): AsyncIterableIterator<Data> {
    const payload = { query: document.toString(), variables: variables as Record<string, unknown> };
    const received = new ReceivedValues<Data>(() => {
      this.#open.delete(received);
      unsubscribe();
    });
    const end = (error: unknown): void => {
      this.#open.delete(received);
      received.end(error);
    };
    const unsubscribe = this.#client.subscribe<Data & Record<string, unknown>>(payload, {
      next: ({ data, errors }: FormattedExecutionResult<Data & Record<string, unknown>, unknown>) => {
        if (errors !== undefined && errors.length > 0) {
          end(transportErrorOf(errors));
          unsubscribe();
        } else if (data != null) received.push(data);
      },
      error: (cause) => end(transportErrorOf(cause)),
      complete: () => end(null),
    });
    this.#open.set(received, unsubscribe);
    return received;
  }

  /** After a normal closure the library would subscribe again where it began, and not where the reader is. */
  #endAll(error: ArenaTransportError): void {
    for (const [received, unsubscribe] of this.#open) {
      received.end(error);
      unsubscribe();
    }
    this.#open.clear();
  }

  async close(): Promise<void> {
    const disposed = Promise.resolve(this.#client.dispose()).catch(() => undefined);
    // A connection that is not there yet would be waited for, however long it takes.
    if (!this.#connected) this.#client.terminate();
    await disposed;
  }
}

/** graphql-ws throws the server's errors as an array, and what the socket said otherwise. */
function transportErrorOf(cause: unknown): ArenaTransportError {
  if (Array.isArray(cause)) {
    const [error] = cause as { message: string; extensions?: { code?: string } }[];
    return new ArenaTransportError(
      error?.extensions?.code ?? "INTERNAL",
      error?.message ?? "The subscription was refused.",
    );
  }
  const { code, reason } = (cause ?? {}) as { code?: unknown; reason?: unknown };
  if (typeof code === "number" && REFUSED_CLOSES.has(code)) {
    return new ArenaTransportError("UNAUTHENTICATED", String(reason || "Sign in first, or send an API key."));
  }
  return new ArenaTransportError("NETWORK", "The live connection was lost.", null, cause);
}
