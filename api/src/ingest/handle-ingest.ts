import type { IncomingMessage, ServerResponse } from "node:http";
import { z } from "zod";
import { INGEST_SOURCES, ingestBatchSchema } from "@arena/workflows/contract/agent-protocol";
import type { ClassTokens } from "../agents/class-tokens.ts";
import { answerJson } from "../server/answer-json.ts";
import { readBody } from "../server/read-body.ts";
import { BodyTooLargeError } from "../server/read-bytes.ts";
import { ECHO_PATH, handleEcho } from "./handle-echo.ts";
import type { BatchStore } from "./store-batch.ts";

/** 5,000 lines, or one line of 1 MiB escaped, with room. */
export const MAX_INGEST_BODY_BYTES = 16 * 1024 * 1024;

const pathSchema = z.tuple([z.uuid(), z.enum(INGEST_SOURCES)]);

export interface IngestDependencies {
  readonly tokens: ClassTokens;
  readonly batches: BatchStore;
}

/** `POST /ingest/runs/<runId>/<source>`: 200 stored, 409 send from `ackedOffset`, else a code and a sentence. */
export async function handleIngest(
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
  { tokens, batches }: IngestDependencies,
): Promise<void> {
  if (path === ECHO_PATH) return handleEcho(request, response, tokens);
  const resourceClassId = await tokens.classOf(request.headers.authorization);
  if (resourceClassId === null)
    return answerJson(response, 401, { code: "UNAUTHENTICATED", message: "unknown agent token" });
  const target = pathSchema.safeParse(path.replace(/^\/ingest\/runs\//, "").split("/"));
  if (request.method !== "POST" || !target.success)
    return answerJson(response, 404, { code: "NOT_FOUND", message: "no such address" });
  const body = await readBody(request, MAX_INGEST_BODY_BYTES).catch((error: unknown) => {
    if (error instanceof BodyTooLargeError) return null;
    throw error;
  });
  if (body === null)
    return answerJson(response, 413, { code: "LIMIT", message: `a batch has at most ${MAX_INGEST_BODY_BYTES} bytes` });
  const batch = ingestBatchSchema.safeParse(parseJson(body));
  if (!batch.success) return answerJson(response, 400, { code: "VALIDATION", message: z.prettifyError(batch.error) });
  const result = await batches.store(resourceClassId, target.data[0], target.data[1], batch.data);
  if ("refused" in result)
    return answerJson(response, 403, { code: result.refused, message: REFUSALS[result.refused] });
  answerJson(response, result.stored ? 200 : 409, { ackedOffset: result.ackedOffset });
}

const REFUSALS = {
  UNKNOWN_RUN: "no such run at this home",
  STALE_EPOCH: "another agent has registered for this home",
} as const;

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
