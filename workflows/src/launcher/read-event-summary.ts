import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { MAX_EVENT_LINE_BYTES, trainerEventSchema, type TrainerEvent } from "../contract/trainer-protocol.ts";

type EventOf<T extends TrainerEvent["type"]> = Extract<TrainerEvent, { type: T }>;

export interface EventSummary {
  readonly sizeBytes: number;
  readonly lastSequence: number | null;
  readonly stopSeen: boolean;
  readonly finished: EventOf<"finished"> | null;
  readonly errorMessage: string | null;
  /** Oldest first. */
  readonly checkpoints: readonly EventOf<"checkpoint">[];
}

/** Reads the event file once, a piece at a time: it may be larger than memory. Lines that are no events are passed by. */
export async function readEventSummary(path: string): Promise<EventSummary> {
  const summary = {
    sizeBytes: 0,
    lastSequence: null as number | null,
    stopSeen: false,
    finished: null as EventOf<"finished"> | null,
    errorMessage: null as string | null,
    checkpoints: [] as EventOf<"checkpoint">[],
  };
  try {
    summary.sizeBytes = (await stat(path)).size;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return summary;
    throw error;
  }
  for await (const line of linesOf(path)) {
    const event = parseEvent(line);
    if (event === null) continue;
    summary.lastSequence = Math.max(summary.lastSequence ?? 0, event.seq);
    if (event.type === "stop_seen") summary.stopSeen = true;
    if (event.type === "finished") summary.finished = event;
    if (event.type === "error") summary.errorMessage = event.message;
    if (event.type === "checkpoint") summary.checkpoints.push(event);
  }
  return summary;
}

function parseEvent(line: Buffer): TrainerEvent | null {
  try {
    return trainerEventSchema.safeParse(JSON.parse(line.toString("utf8"))).data ?? null;
  } catch {
    return null;
  }
}

/** Complete lines of at most the protocol's length; longer ones are skipped, and so is a last half line. */
async function* linesOf(path: string): AsyncGenerator<Buffer> {
  let pieces: Buffer[] = [];
  let pendingBytes = 0;
  for await (const chunk of createReadStream(path, { highWaterMark: 256 * 1024 }) as AsyncIterable<Buffer>) {
    let from = 0;
    for (let newline = chunk.indexOf(10); newline !== -1; newline = chunk.indexOf(10, from)) {
      const lengthBytes = pendingBytes + newline - from;
      if (lengthBytes > 0 && lengthBytes <= MAX_EVENT_LINE_BYTES) {
        yield Buffer.concat([...pieces, chunk.subarray(from, newline)]);
      }
      pieces = [];
      pendingBytes = 0;
      from = newline + 1;
    }
    pendingBytes += chunk.length - from;
    if (pendingBytes <= MAX_EVENT_LINE_BYTES) pieces.push(chunk.subarray(from));
    else pieces = [];
  }
}
