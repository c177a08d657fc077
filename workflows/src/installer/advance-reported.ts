import { setTimeout as pause } from "node:timers/promises";
import type pg from "pg";
import type { StageAnswer } from "../contract/cluster-operation.ts";
import { isStageBefore, SETUP_SILENCE_MS, type SetupOutcome, type SetupStage } from "../contract/cluster-setup.ts";
import type { StageRequest } from "../flows/cluster-activities-contract.ts";
import { failed, running } from "./host-stage.ts";
import { OutputTail } from "./output-tail.ts";
import { StageLog } from "./stage-log.ts";

const FOLLOW_MS = 20_000;
const LOOK_MS = 500;

interface Setup {
  readonly silentMs: number;
  readonly outcome: SetupOutcome | null;
  readonly message: string | null;
  /** The flow knows more than when it asked. */
  readonly isAborting: boolean;
}
interface Report {
  readonly number: number;
  readonly state: "RUNNING" | "DONE" | "FAILED";
  readonly output: Buffer;
}

/** One look at a stage that runs on somebody's machine: its log is stored as it is reported, until it ends or the look does. */
export async function advanceReported(pool: pg.Pool, request: StageRequest, signal: AbortSignal): Promise<StageAnswer> {
  if (request.isAborted) return abortedOf(await readSetup(pool, request.operationId));
  const log = new StageLog(pool, request);
  const reader = new ReportReader(pool, request, log, await log.open());
  const until = Date.now() + FOLLOW_MS;
  for (;;) {
    // In this order: what is reported last comes before the end.
    const setup = await readSetup(pool, request.operationId);
    const end = await reader.read();
    if (end !== null) {
      await log.finish();
      return end === "DONE" ? { state: "DONE", message: null } : failed(reader.tail.lastLine || "It failed.");
    }
    const unheard = await unheardOf(pool, request, setup, reader.hasBegun);
    if (unheard !== null) return unheard;
    // What has begun is told of at once, and then looked at again.
    const isNews = reader.hasBegun && !request.hasBegun;
    if (isNews || Date.now() >= until || setup.isAborting || signal.aborted)
      return reader.hasBegun ? running(null) : { state: "WAITING", message: null };
    await pause(LOOK_MS);
  }
}

function abortedOf({ outcome, message }: Setup): StageAnswer {
  if (outcome === null) return failed("It was aborted here. What runs on the machine of who installs may go on.");
  return failed(`The setup ended${message ? `: ${message}` : "."}`);
}

/** What was reported of one stage, in order; each byte of it goes into the log once, whoever reads it. */
class ReportReader {
  readonly #pool: pg.Pool;
  readonly #request: StageRequest;
  readonly #log: StageLog;
  /** Of the bytes that are read, those that were stored before. */
  #storedBytes: number;
  #number = 0;
  readonly tail = new OutputTail();

  constructor(pool: pg.Pool, request: StageRequest, log: StageLog, storedBytes: number) {
    this.#pool = pool;
    this.#request = request;
    this.#log = log;
    this.#storedBytes = storedBytes;
  }

  get hasBegun(): boolean {
    return this.#number > 0;
  }

  async read(): Promise<"DONE" | "FAILED" | null> {
    const { operationId, position, stage } = this.#request;
    const { rows } = await this.#pool.query<Report>(
      `SELECT number, state, output FROM cluster_setup_report
       WHERE operation_id = $1 AND host_position = $2 AND stage = $3 AND number > $4 ORDER BY number`,
      [operationId, position, stage, this.#number],
    );
    let end: "DONE" | "FAILED" | null = null;
    for (const { number, state, output } of rows) {
      this.#number = number;
      this.#keep(output);
      end = state === "RUNNING" ? null : state;
    }
    await this.#log.stored();
    return end;
  }

  #keep(output: Buffer): void {
    this.tail.append(output);
    const known = Math.min(this.#storedBytes, output.byteLength);
    this.#storedBytes -= known;
    if (known < output.byteLength) this.#log.append(output.subarray(known));
  }
}

async function readSetup(pool: pg.Pool, operationId: string): Promise<Setup> {
  const { rows } = await pool.query<Setup>(
    `SELECT extract(epoch FROM now() - s.heard_at)::float8 * 1000 AS "silentMs", s.outcome, s.message,
       o.status = 'ABORTING' AS "isAborting"
     FROM cluster_setup s JOIN cluster_operation o ON o.id = s.operation_id WHERE o.id = $1`,
    [operationId],
  );
  if (rows[0] === undefined) throw new Error(`Nobody reports the operation ${operationId}`);
  return rows[0];
}

/** What becomes of a stage whose end will not be reported any more; null: it may be. */
async function unheardOf(
  pool: pg.Pool,
  request: StageRequest,
  { outcome, message, silentMs }: Setup,
  hasBegun: boolean,
): Promise<StageAnswer | null> {
  if (!hasBegun && (outcome === "DONE" || (await hasLaterStage(pool, request))))
    return { state: "SKIPPED", message: "the setup has not reported it" };
  const end = (text: string): StageAnswer => (hasBegun ? failed(text) : { state: "WITHDRAWN", message: text });
  if (outcome !== null)
    return end(`The setup ended ${hasBegun ? "in the middle of it" : "before it"}${message ? `: ${message}` : "."}`);
  if (silentMs < SETUP_SILENCE_MS) return null;
  return end("Nothing has been heard of the setup for ten minutes. If it was stopped, run it again.");
}

async function hasLaterStage(pool: pg.Pool, { operationId, position, stage }: StageRequest): Promise<boolean> {
  const { rows } = await pool.query<{ stage: SetupStage }>(
    "SELECT DISTINCT stage FROM cluster_setup_report WHERE operation_id = $1 AND host_position = $2",
    [operationId, position],
  );
  return rows.some((reported) => isStageBefore(stage, reported.stage));
}
