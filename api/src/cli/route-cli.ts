import type { IncomingMessage, ServerResponse } from "node:http";
import type { Logger } from "pino";
import { isAllowed } from "../access/permissions.ts";
import type { Command } from "../domain/command.ts";
import type { PathHandler } from "../server/http-server.ts";
import type { Answer } from "./answer.ts";
import { asClientError, ClientError } from "./client-error.ts";
import type { Endpoint } from "./endpoint.ts";
import { findCaller, type CallerSources } from "./find-caller.ts";
import { dropBody, readQuery, readRequest } from "./read-request.ts";
import { sendAnswer, sendError } from "./send-answer.ts";

const MAX_BODY_BYTES = 1024 * 1024;
/** The client dies of any other error here than "no such address": then it only hides its on-prem commands. */
const CAPABILITIES = "/api/cli/v1/capabilities";

export interface CliRoutes extends CallerSources {
  readonly endpoints: readonly Endpoint[];
  readonly log: Logger;
}

/** What the published command-line client calls: finds the endpoint, its caller and its input, and sends its answer. */
export function createCliRoutes({ endpoints, log, ...sources }: CliRoutes): PathHandler {
  const byAddress = new Map(endpoints.map((endpoint) => [`${endpoint.method} ${endpoint.path}`, endpoint]));
  const paths = new Set(endpoints.map(({ path }) => path));
  return async (request, response, path) => {
    const report = (error: unknown): void => log.error({ err: error, path }, "unexpected error in a CLI request");
    try {
      const endpoint = byAddress.get(`${request.method} ${path}`);
      if (endpoint === undefined) throw noSuchAddress(paths.has(path));
      const command = await findCaller(request, endpoint, sources);
      await sendAnswer(response, await answerOf(endpoint, command, request, response), report);
    } catch (error) {
      const known = path === CAPABILITIES ? noSuchAddress(false) : asClientError(error);
      if (known !== error && asClientError(error) === null) report(error);
      if (response.headersSent) return void response.destroy();
      // The rest of a body that nobody reads must not be taken for the next request.
      if (!request.complete) response.setHeader("connection", "close");
      sendError(response, known ?? unexpected());
    }
  };
}

async function answerOf(
  endpoint: Endpoint,
  command: Command,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<Answer> {
  if (endpoint.permission !== undefined && !isAllowed(command.viewer, endpoint.permission)) {
    throw new ClientError(403, "FORBIDDEN", "Your role or your organization's plan does not allow this.");
  }
  const gone = new AbortController();
  response.once("close", () => gone.abort());
  const { fields: body, files } =
    endpoint.body === "ignored"
      ? await dropBody(request)
      : await readRequest(request, endpoint.maxBodyBytes ?? MAX_BODY_BYTES);
  return endpoint.handle({ command, query: readQuery(request.url ?? ""), body, files, signal: gone.signal });
}

function noSuchAddress(otherMethod: boolean): ClientError {
  return otherMethod
    ? new ClientError(405, "NOT_FOUND", "This address does not take this method.")
    : new ClientError(404, "NOT_FOUND", "This server has no such address.");
}

function unexpected(): ClientError {
  return new ClientError(500, "INTERNAL", "Something went wrong on the server. It was logged.");
}
