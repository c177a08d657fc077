import type { IncomingMessage } from "node:http";
import { BodyTooLargeError, readBytes } from "../server/read-bytes.ts";
import { ValidationError } from "../domain/errors.ts";
import { faultsOfJson } from "../domain/storable-json.ts";
import { ClientError } from "./client-error.ts";
import type { UploadedFile } from "./endpoint.ts";
import { Fields } from "./fields.ts";

export interface RequestBody {
  readonly fields: Fields;
  readonly files: readonly UploadedFile[];
}

const NOTHING: RequestBody = { fields: new Fields([]), files: [] };

export function readQuery(url: string): Fields {
  return new Fields(new URLSearchParams(url.split("?").slice(1).join("?")));
}

/** JSON object, multipart form, or nothing at all; what is too large is refused before it is kept. */
export async function readRequest(request: IncomingMessage, maxBytes: number): Promise<RequestBody> {
  const bytes = await readBytes(request, maxBytes).catch((error: unknown) => {
    if (!(error instanceof BodyTooLargeError)) throw error;
    throw new ClientError(413, "LIMIT", `The request is too large: at most ${maxBytes} bytes are allowed.`);
  });
  if (bytes.length === 0) return NOTHING;
  const contentType = request.headers["content-type"] ?? "";
  if (/^application\/json\b/i.test(contentType)) return { fields: fieldsOfJson(bytes), files: [] };
  if (/^multipart\/form-data\b/i.test(contentType)) return readForm(bytes, contentType);
  throw new ClientError(415, "VALIDATION", "The request's body must be application/json or multipart/form-data.");
}

/** To its end: a client that cannot send all of it does not read the answer. */
export async function dropBody(request: IncomingMessage): Promise<RequestBody> {
  for await (const _chunk of request as AsyncIterable<Buffer>);
  return NOTHING;
}

function fieldsOfJson(bytes: Buffer): Fields {
  let value: unknown;
  try {
    value = JSON.parse(bytes.toString("utf8"));
  } catch {
    throw new ClientError(400, "VALIDATION", "The request's body is not JSON.");
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new ClientError(400, "VALIDATION", "The request's body must be a JSON object.");
  }
  const faults = faultsOfJson(value);
  if (faults.length > 0) throw new ValidationError(faults);
  return new Fields(Object.entries(value));
}

async function readForm(bytes: Buffer, contentType: string): Promise<RequestBody> {
  const form = await new Response(new Uint8Array(bytes), { headers: { "content-type": contentType } })
    .formData()
    .catch(() => {
      throw new ClientError(400, "VALIDATION", "The request's multipart form cannot be read.");
    });
  const texts: [string, string][] = [];
  const files: UploadedFile[] = [];
  for (const [part, value] of form) {
    if (typeof value === "string") texts.push([part, value]);
    else {
      const content = Buffer.from(await value.arrayBuffer());
      files.push({ part, fileName: value.name, contentType: value.type, bytes: content });
    }
  }
  return { fields: new Fields(texts), files };
}
