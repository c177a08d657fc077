import type { IncomingMessage, ServerResponse } from "node:http";
import { GraphQLError, type GraphQLSchema, type ValidationRule } from "graphql";
import { createYoga, type Plugin } from "graphql-yoga";
import type { Logger } from "pino";
import type { Context } from "../context.ts";
import { DomainError } from "../domain/errors.ts";
import { parseQuery } from "./parse-query.ts";
import type { RequestFacts } from "./request-facts.ts";

export interface GraphqlHttpOptions {
  readonly schema: GraphQLSchema;
  readonly rules: readonly ValidationRule[];
  readonly contextOf: (facts: RequestFacts) => Promise<Context>;
  readonly explorer: boolean;
  readonly log: Logger;
}

export interface ServerContext {
  readonly facts: RequestFacts;
}

export type GraphqlHttp = (request: IncomingMessage, response: ServerResponse, facts: RequestFacts) => Promise<void>;

/** GraphQL over HTTP. What is not an expected error is masked, logged with the request's id, and answered with it. */
export function createGraphqlHttp({ schema, rules, contextOf, explorer, log }: GraphqlHttpOptions): GraphqlHttp {
  const limits: Plugin = {
    onParse: ({ setParseFn }) => setParseFn(parseQuery),
    onValidate: ({ addValidationRule }) => rules.forEach((rule) => addValidationRule(rule)),
  };
  const yoga = createYoga<ServerContext>({
    schema,
    graphqlEndpoint: "/graphql",
    landingPage: false,
    graphiql: explorer,
    batching: false,
    logging: false,
    cors: false,
    plugins: [limits],
    context: ({ facts }) => contextOf(facts),
    maskedErrors: {
      maskError: (error) =>
        maskError(error, (hidden) => log.error({ err: hidden }, "unexpected error in a GraphQL request")),
    },
  });
  return async (request, response, facts) => {
    response.setHeader("x-request-id", facts.requestId);
    await yoga.handle(request, response, { facts });
  };
}

/** Keeps errors that were raised for the client (closed list of codes); hides the rest. */
export function maskError(error: unknown, report: (hidden: unknown) => void): Error {
  const original = error instanceof GraphQLError ? error.originalError : undefined;
  if (error instanceof GraphQLError && (original == null || original instanceof GraphQLError)) return error;
  const options = error instanceof GraphQLError ? { path: error.path, nodes: error.nodes } : {};
  // Where there is no union to put it in, as in a subscription, what is expected keeps its code.
  if (original instanceof DomainError) {
    return new GraphQLError(original.message, { ...options, extensions: { code: original.code } });
  }
  report(original ?? error);
  return new GraphQLError("Something went wrong on the server. It was logged with the request's id.", {
    ...options,
    extensions: { code: "INTERNAL" },
  });
}
