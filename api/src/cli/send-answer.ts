import type { ServerResponse } from "node:http";
import { pipeline } from "node:stream/promises";
import type { Answer, StreamLine } from "./answer.ts";
import { asClientError, errorBody, type ClientError } from "./client-error.ts";

type Report = (error: unknown) => void;

export async function sendAnswer(response: ServerResponse, answer: Answer, report: Report): Promise<void> {
  switch (answer.kind) {
    case "json":
      return sendJson(response, 200, { ok: true, data: answer.data });
    case "lines":
      start(response, "application/x-ndjson; charset=utf-8");
      return sendChunks(response, asText(answer.lines, report));
    case "csv":
      start(response, "text/csv; charset=utf-8", answer.fileName);
      return sendChunks(response, answer.rows);
    case "archive":
      start(response, answer.contentType, answer.fileName, answer.sizeBytes);
      if (!Buffer.isBuffer(answer.bytes)) return sendChunks(response, answer.bytes);
      response.end(answer.bytes);
  }
}

export function sendError(response: ServerResponse, error: ClientError): void {
  sendJson(response, error.status, errorBody(error));
}

export function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { "content-type": "application/json; charset=utf-8", "cache-control": "no-store" });
  response.end(JSON.stringify(body));
}

/** The client takes the name as it is for a file's name: it must not lead anywhere. */
export function plainFileName(name: string): string {
  return name.replace(/[^A-Za-z0-9._-]+/g, "_").replace(/^\.+/, "_") || "file";
}

function start(response: ServerResponse, contentType: string, fileName?: string, sizeBytes?: number): void {
  response.writeHead(200, {
    "content-type": contentType,
    "cache-control": "no-store",
    ...(sizeBytes === undefined ? {} : { "content-length": sizeBytes }),
    ...(fileName === undefined ? {} : { "content-disposition": `attachment; filename="${plainFileName(fileName)}"` }),
  });
  response.flushHeaders();
}

/** Who has hung up is not written to, and ends what makes the chunks. */
async function sendChunks(response: ServerResponse, chunks: AsyncIterable<string | Buffer>): Promise<void> {
  try {
    await pipeline(chunks, response);
  } catch (error) {
    if ((error as { code?: unknown }).code !== "ERR_STREAM_PREMATURE_CLOSE") throw error;
  }
}

async function* asText(lines: AsyncIterable<StreamLine>, report: Report): AsyncIterable<string> {
  let stage = "-";
  try {
    for await (const line of lines) {
      stage = line.stage;
      yield `${JSON.stringify(line)}\n`;
    }
  } catch (error) {
    const known = asClientError(error);
    if (known === null) report(error);
    const message = known?.message ?? "Something went wrong on the server. It was logged.";
    const failed: StreamLine = {
      kind: "status",
      stage,
      status: "failed",
      level: "error",
      message,
      detail: { error_code: known?.errorCode ?? "INTERNAL", ...known?.more },
    };
    yield `${JSON.stringify(failed)}\n`;
  }
}
