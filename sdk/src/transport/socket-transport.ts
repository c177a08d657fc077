import { createClient, type Client } from "graphql-ws";
import { ArenaTransportError } from "../errors.ts";
import type { TypedDocument } from "./typed-document.ts";

export interface SocketTransportOptions {
  readonly url: string;
  readonly apiKey: string | null;
  readonly webSocketImpl?: unknown;
}

const KEEP_ALIVE_MS = 5_000;
const ANSWER_WITHIN_MS = 10_000;

/** One socket for all subscriptions, opened with the first and closed after the last. It does not retry by itself. */
export class SocketTransport {
  readonly #client: Client;

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
        ping: (received) => {
          if (received) return;
          clearTimeout(pong);
          pong = setTimeout(() => this.#client.terminate(), ANSWER_WITHIN_MS);
        },
        pong: (received) => received && clearTimeout(pong),
        closed: () => clearTimeout(pong),
      },
    });
  }

  /** Ends when the server completes it; throws when the socket is lost. Returning early unsubscribes. */
  async *subscribe<Data, Variables>(
    document: TypedDocument<Data, Variables>,
    variables: Variables,
  ): AsyncGenerator<Data> {
    const payload = { query: document.toString(), variables: variables as Record<string, unknown> };
    for await (const result of this.#iterate<Data>(payload)) {
      const [error] = result.errors ?? [];
      if (error) throw new ArenaTransportError(String(error.extensions?.code ?? "INTERNAL"), error.message);
      if (result.data != null) yield result.data;
    }
  }

  async *#iterate<Data>(payload: { query: string; variables: Record<string, unknown> }): AsyncGenerator<{
    data?: Data | null | undefined;
    errors?: readonly { message: string; extensions?: Record<string, unknown> }[] | undefined;
  }> {
    try {
      yield* this.#client.iterate<Data & Record<string, unknown>>(payload);
    } catch (cause) {
      throw transportErrorOf(cause);
    }
  }

  async close(): Promise<void> {
    await this.#client.dispose();
  }
}

/** graphql-ws throws the server's errors as an array, and what the socket said otherwise. */
function transportErrorOf(cause: unknown): ArenaTransportError {
  if (cause instanceof ArenaTransportError) return cause;
  if (Array.isArray(cause)) {
    const [error] = cause as { message: string; extensions?: { code?: string } }[];
    return new ArenaTransportError(
      error?.extensions?.code ?? "INTERNAL",
      error?.message ?? "The subscription was refused.",
    );
  }
  return new ArenaTransportError("NETWORK", "The live connection was lost.", null, cause);
}
