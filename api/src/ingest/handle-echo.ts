import type { IncomingMessage, ServerResponse } from "node:http";
import type { ClassTokens } from "../agents/class-tokens.ts";
import { answerJson } from "../server/answer-json.ts";

export const ECHO_PATH = "/ingest/echo";
export const MAX_ECHO_BYTES = 4 * 1024 * 1024;

/** `POST /ingest/echo`: the body comes back as it was, while it comes. For the proof that bytes cross a tunnel. */
export async function handleEcho(
  request: IncomingMessage,
  response: ServerResponse,
  tokens: ClassTokens,
): Promise<void> {
  if ((await tokens.classOf(request.headers.authorization)) === null)
    return answerJson(response, 401, { code: "UNAUTHENTICATED", message: "unknown agent token" });
  if (request.method !== "POST") return answerJson(response, 404, { code: "NOT_FOUND", message: "no such address" });
  const length = Number(request.headers["content-length"]);
  if (!(length >= 0 && length <= MAX_ECHO_BYTES)) {
    response.setHeader("connection", "close");
    return answerJson(response, 413, {
      code: "LIMIT",
      message: `an echo has a length of at most ${MAX_ECHO_BYTES} bytes`,
    });
  }
  response.writeHead(200, { "content-type": "application/octet-stream", "content-length": length });
  request.on("error", () => response.destroy());
  request.pipe(response);
}
