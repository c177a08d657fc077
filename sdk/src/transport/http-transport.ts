import type { TypedDocument } from "./typed-document.ts";
import { ArenaTransportError } from "../errors.ts";
import { pause } from "../live/pause.ts";

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

/** A request whose answer was lost is sent again this often, at most. */
const NETWORK_RETRIES = 2;
const FIRST_PAUSE_MS = 100;
/** Answers of what stands between the server and us while it is not there. */
const GATEWAY_STATUSES = new Set([502, 503, 504]);

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
    const query = document.toString();
    const body = JSON.stringify({ query, variables });
    const retries = isRepeatable(query, variables) ? NETWORK_RETRIES : 0;
    for (let attempt = 0; ; attempt += 1) {
      try {
        return await this.#send<Data>(body, signal);
      } catch (error) {
        const again = error instanceof ArenaTransportError && error.code === "NETWORK" && attempt < retries;
        if (!again || signal?.aborted) throw error;
        await pause(FIRST_PAUSE_MS * 2 ** attempt, signal);
        signal?.throwIfAborted();
      }
    }
  }

  async #send<Data>(body: string, callers: AbortSignal | undefined): Promise<Data> {
    const deadline = AbortSignal.timeout(this.#options.deadlineMs);
    const signal = callers ? AbortSignal.any([callers, deadline]) : deadline;
    let response: Response | null = null;
    let text: string;
    try {
      response = await this.#post(body, signal);
      text = await response.text();
    } catch (cause) {
      if (callers?.aborted) throw cause;
      throw this.#failureOf(cause, deadline, requestIdOf(response));
    }
    return dataOf<Data>(response, text);
  }

  #post(body: string, signal: AbortSignal): Promise<Response> {
    const { url, headers, fetch } = this.#options;
    return fetch(`${url}/graphql`, {
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
  }

  #failureOf(cause: unknown, deadline: AbortSignal, requestId: string | null): ArenaTransportError {
    if (!deadline.aborted) return new ArenaTransportError("NETWORK", "The server cannot be reached.", requestId, cause);
    const message = `The server did not answer within ${this.#options.deadlineMs} ms.`;
    return new ArenaTransportError("TIMEOUT", message, requestId, cause);
  }
}

/** A mutation without a key would have a second effect if only its answer was lost. */
function isRepeatable(query: string, variables: unknown): boolean {
  if (!/\bmutation\b/.test(query)) return true;
  const { input } = (variables ?? {}) as { input?: { idempotencyKey?: unknown } };
  return typeof input?.idempotencyKey === "string" && input.idempotencyKey !== "";
}

function requestIdOf(response: Response | null): string | null {
  return response?.headers.get("x-request-id") ?? null;
}

function dataOf<Data>(response: Response, text: string): Data {
  const requestId = requestIdOf(response);
  const answer = parsed<Data>(text);
  const [error] = answer?.errors ?? [];
  if (error) throw new ArenaTransportError(error.extensions?.code ?? "INTERNAL", error.message, requestId);
  if (answer?.data != null) return answer.data;
  const isGateway = answer === null && GATEWAY_STATUSES.has(response.status);
  const message = `The server answered ${response.status} without data.`;
  throw new ArenaTransportError(isGateway ? "NETWORK" : "INTERNAL", message, requestId);
}

/** Null for what is not an answer of GraphQL. */
function parsed<Data>(text: string): GraphqlAnswer<Data> | null {
  try {
    const answer: unknown = JSON.parse(text);
    return typeof answer === "object" ? (answer as GraphqlAnswer<Data> | null) : null;
  } catch {
    return null;
  }
}
