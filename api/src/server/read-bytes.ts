import type { IncomingMessage } from "node:http";

export class BodyTooLargeError extends Error {}

/** How much of a body that is refused is still taken: a client that cannot send to the end does not read the answer. */
const TAKE_AND_DROP_BYTES = 64 * 1024 * 1024;

export async function readBytes(request: IncomingMessage, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  if (Number(request.headers["content-length"] ?? 0) > maxBytes + TAKE_AND_DROP_BYTES) throw new BodyTooLargeError();
  for await (const chunk of request as AsyncIterable<Buffer>) {
    sizeBytes += chunk.length;
    if (sizeBytes > maxBytes + TAKE_AND_DROP_BYTES) break;
    if (sizeBytes > maxBytes) chunks.length = 0;
    else chunks.push(chunk);
  }
  if (sizeBytes > maxBytes) throw new BodyTooLargeError();
  return Buffer.concat(chunks);
}
