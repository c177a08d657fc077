import type { IncomingMessage, ServerResponse } from "node:http";
import {
  MAX_SETUP_REPORT_BYTES,
  SETUP_OUTCOMES,
  SETUP_STAGES,
  SETUP_STATES,
} from "@arena/workflows/contract/cluster-setup";
import { z } from "zod";
import { beginSetup } from "../domain/cluster-setup/begin-setup.ts";
import { giveSetupToken } from "../domain/cluster-setup/give-setup-token.ts";
import { readSetup } from "../domain/cluster-setup/read-setup.ts";
import type { SetupDependencies } from "../domain/cluster-setup/setup-dependencies.ts";
import { plainText } from "../domain/cluster-setup/plain-text.ts";
import { endSetup, takeSetupReport, type ReportAnswer } from "../domain/cluster-setup/take-setup-report.ts";
import { DomainError } from "../domain/errors.ts";
import { answerJson } from "../server/answer-json.ts";
import { rateKeyOf } from "../server/rate-key.ts";
import { RATE_MESSAGE, type RateLimit } from "../server/rate-limit.ts";
import { BodyTooLargeError, readBytes } from "../server/read-bytes.ts";

export const SETUP_PATH = "/api/setup/v1/";

export interface SetupParts extends SetupDependencies {
  readonly rate: RateLimit;
}
interface Call {
  readonly response: ServerResponse;
  readonly parts: SetupParts;
  /** The key of a bundle, or a token. */
  readonly credential: string;
  readonly query: URLSearchParams;
  readonly body: Buffer;
  readonly ipAddress: string | null;
}

const number = z.coerce.number().int().min(1).max(2_000_000_000);
const reportSchema = z.object({
  number,
  host: z.coerce.number().int().min(0).max(1_000),
  stage: z.enum(SETUP_STAGES),
  state: z.enum(SETUP_STATES),
});
const endSchema = z.object({ number, outcome: z.enum(SETUP_OUTCOMES) });
const CALLS: ReadonlyMap<string, (call: Call) => Promise<void>> = new Map(
  Object.entries({ token, begin, report, end }),
);
const STATUSES: Readonly<Record<string, number>> = { VALIDATION: 400, LIMIT: 429, NOT_ALLOWED: 409 };

/** What the scripts of a bundle report: decision 0009. Texts in, since they are written in a shell; JSON out. */
export async function handleSetup(
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
  parts: SetupParts,
): Promise<void> {
  const call = CALLS.get(path.slice(SETUP_PATH.length));
  if (call === undefined) return answerJson(response, 404, { code: "NOT_FOUND", message: "no such address" });
  if (request.method !== "POST") {
    response.setHeader("allow", "POST");
    return answerJson(response, 405, { code: "METHOD_NOT_ALLOWED", message: "this address takes POST alone" });
  }
  const ipAddress = request.socket.remoteAddress ?? null;
  if (!parts.rate.take(rateKeyOf({ headers: request.headers, ipAddress })))
    return answerJson(response, 429, { code: "RATE_LIMITED", message: RATE_MESSAGE });
  const credential = /^Bearer (\S{16,200})$/.exec(request.headers.authorization ?? "")?.[1];
  if (credential === undefined) return refuse(response, "UNKNOWN");
  try {
    const body = await readBytes(request, MAX_SETUP_REPORT_BYTES);
    const query = new URL(request.url ?? "/", "http://localhost").searchParams;
    await call({ response, parts, credential, query, body, ipAddress });
  } catch (error) {
    if (error instanceof BodyTooLargeError) {
      response.setHeader("connection", "close");
      return answerJson(response, 413, {
        code: "LIMIT",
        message: `a report has at most ${MAX_SETUP_REPORT_BYTES} bytes`,
      });
    }
    if (error instanceof z.ZodError)
      return answerJson(response, 400, { code: "VALIDATION", message: z.prettifyError(error) });
    if (!(error instanceof DomainError)) throw error;
    answerJson(response, STATUSES[error.code] ?? 400, { code: error.code, message: error.message });
  }
}

async function token({ response, parts, credential }: Call): Promise<void> {
  const given = await giveSetupToken(parts, credential);
  if (given === null)
    return answerJson(response, 401, {
      code: "UNAUTHENTICATED",
      message:
        "The server does not know the keys of this bundle: they were revoked, or the class was deleted. Download the setup again.",
    });
  answerJson(response, 201, given);
}

async function begin({ response, parts, credential, query, body, ipAddress }: Call): Promise<void> {
  const setup = readSetup(query.get("setup"), query.get("by"), body.toString("utf8"));
  const answer = await beginSetup(parts, credential, setup, ipAddress);
  if (typeof answer === "string") return refuse(response, answer);
  if ("later" in answer) {
    response.setHeader("retry-after", "1");
    return answerJson(response, 409, { code: "LATER", message: answer.later });
  }
  answerJson(response, 201, { operation: answer.operationId });
}

async function report({ response, parts, credential, query, body }: Call): Promise<void> {
  const { host, ...said } = reportSchema.parse(Object.fromEntries(query));
  answerReport(response, await takeSetupReport(parts, credential, { ...said, hostPosition: host, output: body }));
}

async function end({ response, parts, credential, query, body }: Call): Promise<void> {
  const said = endSchema.parse(Object.fromEntries(query));
  answerReport(response, await endSetup(parts, credential, { ...said, message: plainText(body.toString("utf8")) }));
}

function answerReport(response: ServerResponse, answer: ReportAnswer): void {
  if (answer === "STORED") return answerJson(response, 200, {});
  if (typeof answer === "string") return refuse(response, answer);
  answerJson(response, 409, { code: "GAP", message: `The next report is number ${answer.next}.` });
}

const REFUSALS = {
  UNKNOWN: [401, "UNAUTHENTICATED", "no such token, or it is too old"],
  USED: [409, "USED", "The token was used already: it begins one installation."],
  SPENT: [409, "SPENT", "The installation that the token was for has ended."],
} as const;

function refuse(response: ServerResponse, why: keyof typeof REFUSALS): void {
  const [status, code, message] = REFUSALS[why];
  answerJson(response, status, { code, message });
}
