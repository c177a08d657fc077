import { ingestAnswerSchema, type IngestBatch, type IngestSource } from "../contract/agent-protocol.ts";
import type { LineBatch } from "./line-reader.ts";

const ANSWER_WITHIN_MS = 15_000;

/** Who speaks: null until the server has answered the first registration. */
export type Speaker = () => { readonly epoch: number; readonly homeId: string } | null;

export class IngestClient {
  readonly #url: string;
  readonly #token: string;
  readonly #speaker: Speaker;

  constructor(url: string, token: string, speaker: Speaker) {
    this.#url = url;
    this.#token = token;
    this.#speaker = speaker;
  }

  /** How far the server has stored this source. Throws when it did not say. */
  async post(runId: string, source: IngestSource, lines: LineBatch, signal: AbortSignal): Promise<number> {
    const speaker = this.#speaker();
    if (speaker === null) throw new Error("not registered yet");
    const batch: IngestBatch = { ...speaker, ...lines };
    const response = await fetch(`${this.#url}/ingest/runs/${runId}/${source}`, {
      method: "POST",
      headers: { authorization: `Bearer ${this.#token}`, "content-type": "application/json" },
      body: JSON.stringify(batch),
      signal: AbortSignal.any([signal, AbortSignal.timeout(ANSWER_WITHIN_MS)]),
    });
    const text = await response.text();
    if (response.status !== 200 && response.status !== 409) {
      throw new Error(`the server answered ${response.status} ${text.slice(0, 200)}`);
    }
    return ingestAnswerSchema.parse(JSON.parse(text)).ackedOffset;
  }
}
