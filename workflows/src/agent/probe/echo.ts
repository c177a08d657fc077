import { randomBytes } from "node:crypto";
import type { ProbeFacts } from "../../contract/cluster-probe.ts";

const SIZE_BYTES = 1024 * 1024;
const WITHIN_MS = 20_000;

/** Bytes that nobody could have guessed, to the server and back. */
export async function echo(url: string, token: string, signal: AbortSignal): Promise<ProbeFacts["echo"]> {
  const sent = randomBytes(SIZE_BYTES);
  const begun = performance.now();
  try {
    const response = await fetch(`${url}/ingest/echo`, {
      method: "POST",
      headers: { authorization: `Bearer ${token}`, "content-type": "application/octet-stream" },
      body: sent,
      signal: AbortSignal.any([signal, AbortSignal.timeout(WITHIN_MS)]),
    });
    const received = Buffer.from(await response.arrayBuffer());
    if (response.status !== 200) throw new Error(`the server answered ${response.status}`);
    const milliseconds = performance.now() - begun;
    return { sizeBytes: SIZE_BYTES, milliseconds, isEqual: received.equals(sent), error: null };
  } catch (error) {
    const { message, cause } = error as Error;
    const why = cause instanceof Error ? `${message}: ${cause.message}` : message;
    return { sizeBytes: SIZE_BYTES, milliseconds: null, isEqual: false, error: why.slice(0, 300) };
  }
}
