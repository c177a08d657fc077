/**
 * A line of an NDJSON stream, as the client reads them: it prints `message`, takes the first `failed` as the error and
 * the last `completed` with a detail as the result.
 */
export interface StreamLine {
  readonly kind: "status" | "warning" | "check";
  /** Never shown; for whoever reads the stream by hand. */
  readonly stage: string;
  readonly status: "started" | "running" | "completed" | "failed";
  readonly level?: "info" | "secondary-info" | "warning" | "error";
  readonly message: string;
  /** Of a check: `{check: name, result: {success, warnings, error}}`. */
  readonly detail?: Readonly<Record<string, unknown>> | null;
}

export type Answer =
  | { readonly kind: "json"; readonly data: unknown }
  | { readonly kind: "lines"; readonly lines: AsyncIterable<StreamLine> }
  | { readonly kind: "csv"; readonly fileName: string; readonly rows: AsyncIterable<string> }
  | ({ readonly kind: "archive" } & Archive);

export interface Archive {
  readonly fileName: string;
  readonly contentType: string;
  /** For `Content-Length`; left out when it is not known. */
  readonly sizeBytes?: number;
  readonly bytes: AsyncIterable<Buffer> | Buffer;
}

/** `{"ok": true, "data": …}`: the client unwraps it. */
export const json = (data: unknown): Answer => ({ kind: "json", data });

/** What the generator throws of the domain becomes the stream's `failed` line; the status is 200 by then. */
export const lines = (of: AsyncIterable<StreamLine>): Answer => ({ kind: "lines", lines: of });

export const csv = (fileName: string, rows: AsyncIterable<string>): Answer => ({ kind: "csv", fileName, rows });

export const archive = (of: Archive): Answer => ({ kind: "archive", ...of });
