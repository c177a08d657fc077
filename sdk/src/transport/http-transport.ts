import type { TypedDocument } from "./typed-document.ts";
import { ArenaTransportError } from "../errors.ts";

export interface HttpTransportOptions {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly fetch: typeof fetch;
  /** Deadline of one request, in milliseconds. */
  readonly deadlineMs: number;
}

interface GraphqlAnswer<Data> {
  readonly data?: Data | null;
  readonly errors?: readonly { readonly message: string; readonly extensions?: { readonly code?: string } }[];
}

/** A request that could not be sent is repeated this often: mutations carry a key, so a repeat has one effect. */
const NETWORK_RETRIES = 2;

export class HttpTransport {
  readonly #options: HttpTransportOptions;

  constructor(options: HttpTransportOptions) {
    this.#options = options;
  }

  async request<Data, Variables>(
    document: TypedDocument<Data, Variables>,
    variables: Variables,
    signal?: AbortSignal,
  ): Promise<Data> {
    const body = JSON.stringify({ query: document.toString(), variables });
    for (let attempt = 0; ; attempt += 1) {
      try {
        return await this.#send<Data>(body, signal);
      } catch (error) {
        const again = error instanceof ArenaTransportError && error.code === "NETWORK" && attempt < NETWORK_RETRIES;
        if (!again || signal?.aborted) throw error;
      }
    }
  }

  async #send<Data>(body: string, signal: AbortSignal | undefined): Promise<Data> {
    const deadline = AbortSignal.timeout(this.#options.deadlineMs);
    const response = await this.#fetch(body, signal ? AbortSignal.any([signal, deadline]) : deadline, signal);
    const requestId = response.headers.get("x-request-id");
    const answer = (await response.json().catch(() => ({}))) as GraphqlAnswer<Data>;
    const [error] = answer.errors ?? [];
    if (error) throw new ArenaTransportError(error.extensions?.code ?? "INTERNAL", error.message, requestId);
    if (answer.data == null)
      throw new ArenaTransportError("INTERNAL", `The server answered ${response.status} without data.`, requestId);
    return answer.data;
  }

  async #fetch(body: string, signal: AbortSignal, callers: AbortSignal | undefined): Promise<Response> {
    const { url, headers, fetch } = this.#options;
    try {
      return await fetch(`${url}/graphql`, {
        method: "POST",
        headers: {
          "content-type": "application/json",
          accept: "application/graphql-response+json, application/json",
          ...headers,
        },
        body,
        signal,
        credentials: "same-origin",
      });
    } catch (cause) {
      if (callers?.aborted) throw cause;
      if (signal.aborted)
        throw new ArenaTransportError(
          "TIMEOUT",
          `The server did not answer within ${this.#options.deadlineMs} ms.`,
          null,
          cause,
        );
      throw new ArenaTransportError("NETWORK", "The server cannot be reached.", null, cause);
    }
  }
}
