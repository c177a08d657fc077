import type { IncomingMessage } from "node:http";
import type { GraphQLFormattedError, GraphQLSchema, ValidationRule } from "graphql";
import { GraphQLError, specifiedRules, validate } from "graphql";
import { useServer, type Extra } from "graphql-ws/use/ws";
import type { Logger } from "pino";
import { WebSocketServer } from "ws";
import type { Context } from "../context.ts";
import { maskError } from "./graphql-http.ts";
import { parseQuery } from "./parse-query.ts";
import { rateKeyOf } from "./rate-key.ts";
import { RATE_MESSAGE, type RateLimit } from "./rate-limit.ts";
import { requestFacts, type RequestFacts } from "./request-facts.ts";

export const SUBSCRIPTIONS_PER_SOCKET = 100;
const MAX_MESSAGE_BYTES = 1024 * 1024;
const KEEP_ALIVE_MS = 10_000;

export interface GraphqlSocketOptions {
  readonly schema: GraphQLSchema;
  readonly rules: readonly ValidationRule[];
  readonly contextOf: (facts: RequestFacts) => Promise<Context>;
  readonly log: Logger;
  /** The same as over HTTP: a socket is no way around it. */
  readonly rate: RateLimit;
}

export interface GraphqlSocket {
  readonly sockets: WebSocketServer;
  close(): Promise<void>;
}

interface SocketExtra extends Record<PropertyKey, unknown> {
  facts?: RequestFacts;
}

/** GraphQL over WebSocket (graphql-ws). A cookie or `authorization` in the connection's parameters signs in. */
export function createGraphqlSocket({ schema, rules, contextOf, log, rate }: GraphqlSocketOptions): GraphqlSocket {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: MAX_MESSAGE_BYTES });
  const open = new WeakMap<object, Set<string>>();
  const openOn = ({ socket }: Extra): Set<string> => {
    const ids = open.get(socket) ?? new Set();
    open.set(socket, ids);
    return ids;
  };
  const allRules = [...specifiedRules, ...rules];
  const disposable = useServer<Record<string, unknown> | undefined, SocketExtra>(
    {
      onConnect: (connection) => {
        connection.extra.facts = factsOf(connection.extra, connection.connectionParams);
      },
      onSubscribe: async (connection, id, payload) => {
        const ids = openOn(connection.extra as SocketExtra & Extra);
        if (ids.size >= SUBSCRIPTIONS_PER_SOCKET) {
          return [limitError(`A socket has at most ${SUBSCRIPTIONS_PER_SOCKET} subscriptions.`)];
        }
        if (!rate.take(rateKeyOf(connection.extra.facts!))) return [limitError(RATE_MESSAGE)];
        const document = parseOrError(payload.query);
        if (document instanceof GraphQLError) return [document];
        const errors = validate(schema, document, allRules);
        if (errors.length > 0) return errors;
        ids.add(id);
        const contextValue = await contextOf(connection.extra.facts!).catch((error: unknown) => {
          ids.delete(id);
          // Refused, not broken: only this subscription ends, and the client is told that trying again is no use.
          if (error instanceof GraphQLError) return error;
          throw error;
        });
        if (contextValue instanceof GraphQLError) return [contextValue];
        return {
          schema,
          document,
          contextValue,
          operationName: payload.operationName ?? null,
          variableValues: payload.variables ?? null,
        };
      },
      onNext: (_context, _id, _payload, _args, { errors, data, extensions }) => ({
        ...(data === undefined ? {} : { data }),
        ...(extensions === undefined ? {} : { extensions }),
        ...maskedErrors(errors, log),
      }),
      onComplete: (connection, id) => void openOn(connection.extra as SocketExtra & Extra).delete(id),
    },
    sockets,
    KEEP_ALIVE_MS,
  );
  return { sockets, close: async () => void (await disposable.dispose()) };
}

function maskedErrors(errors: readonly GraphQLError[] | undefined, log: Logger): { errors?: GraphQLFormattedError[] } {
  if (!errors) return {};
  return {
    errors: errors.map((error) => {
      const masked = maskError(error, (hidden) => log.error({ err: hidden }, "unexpected error in a subscription"));
      return (masked instanceof GraphQLError ? masked : new GraphQLError(masked.message)).toJSON();
    }),
  };
}

/** The upgrade's own headers, with the bearer token that browsers' sockets can only send as a parameter. */
function factsOf(extra: Extra, parameters: Record<string, unknown> | undefined): RequestFacts {
  const facts = requestFacts(extra.request as IncomingMessage);
  const authorization = parameters?.authorization ?? parameters?.Authorization;
  if (typeof authorization !== "string") return facts;
  return { ...facts, via: facts.via === "CLI" ? "CLI" : "SDK", headers: { ...facts.headers, authorization } };
}

function limitError(message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code: "RATE_LIMITED" } });
}

function parseOrError(query: string): ReturnType<typeof parseQuery> | GraphQLError {
  try {
    return parseQuery(query);
  } catch (error) {
    return error instanceof GraphQLError ? error : new GraphQLError("The query cannot be read.");
  }
}
