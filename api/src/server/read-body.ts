import type { IncomingMessage } from "node:http";
import { readBytes } from "./read-bytes.ts";

/** The body as text. */
export async function readBody(request: IncomingMessage, maxBytes: number): Promise<string> {
  return (await readBytes(request, maxBytes)).toString("utf8");
}
