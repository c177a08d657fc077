import type { IncomingMessage } from "node:http";
import { GraphQLError } from "graphql";
import { commandOf, type Context } from "../context.ts";
import type { Command } from "../domain/command.ts";
import { rateKeyOf } from "../server/rate-key.ts";
import { RATE_MESSAGE, type RateLimit } from "../server/rate-limit.ts";
import { requestFacts, type RequestFacts } from "../server/request-facts.ts";
import { ClientError } from "./client-error.ts";
import type { Endpoint } from "./endpoint.ts";

export interface CallerSources {
  readonly contextOf: (facts: RequestFacts) => Promise<Context>;
  /** Of all ways in together. */
  readonly rate: RateLimit;
  readonly allowedOrigins: readonly string[];
}

/** By API key or access token; where the endpoint says so, by the session of a page of ours. */
export async function findCaller(request: IncomingMessage, endpoint: Endpoint, from: CallerSources): Promise<Command> {
  const facts = isOwnPage(request, endpoint, from.allowedOrigins) ? requestFacts(request) : withoutCookie(request);
  if (!from.rate.take(rateKeyOf(facts))) throw new ClientError(429, "RATE_LIMITED", RATE_MESSAGE);
  const context = await from.contextOf(facts).catch((error: unknown) => {
    if (!(error instanceof GraphQLError)) throw error;
    throw new ClientError(401, "UNAUTHENTICATED", error.message);
  });
  if (context.viewer === null) {
    throw new ClientError(401, "UNAUTHENTICATED", "Send an API key, as Authorization: Bearer arena_pat_….");
  }
  return commandOf(context, null);
}

function withoutCookie(request: IncomingMessage): RequestFacts {
  const { cookie: _cookie, ...headers } = request.headers;
  return { ...requestFacts(request), headers, via: "CLI" };
}

/** Another site's page can send our cookie too, but not these headers of its browser; either is enough of a proof. */
function isOwnPage(request: IncomingMessage, endpoint: Endpoint, allowedOrigins: readonly string[]): boolean {
  const { authorization, referer, "sec-fetch-site": site } = request.headers;
  if (endpoint.pages !== true || authorization !== undefined) return false;
  if (site !== undefined) return site === "same-origin";
  return referer !== undefined && URL.canParse(referer) && allowedOrigins.includes(new URL(referer).origin);
}
