import { DomainError } from "../domain/errors.ts";

/**
 * An error that only this surface has. The client prints `message` and every other key of `more` that is truthy, as
 * `Key name: value`; of the rest it reads `error_code` alone.
 */
export class ClientError extends Error {
  readonly status: number;
  readonly errorCode: string;
  readonly more: Readonly<Record<string, unknown>>;
  constructor(status: number, errorCode: string, message: string, more: Readonly<Record<string, unknown>> = {}) {
    super(message);
    this.status = status;
    this.errorCode = errorCode;
    this.more = more;
  }
}

/** `Experiment 'X' not found.`; of environments the client recognises exactly these words. */
export function notFound(what: string, name: string): ClientError {
  return new ClientError(404, "NOT_FOUND", `${what} '${name}' not found.`);
}

/** `what` with its verb, as `Creating datasets is`. */
export function notOffered(what: string): ClientError {
  return new ClientError(501, "NOT_OFFERED", `${what} not offered by this server.`);
}

const STATUS_OF: Readonly<Record<string, number>> = { VALIDATION: 400, NOT_FOUND: 404, FORBIDDEN: 403, LIMIT: 429 };

/** What a person may expect to go wrong, in the client's terms; null for what is a fault of ours. */
export function asClientError(error: unknown): ClientError | null {
  if (error instanceof ClientError) return error;
  if (error instanceof DomainError) return new ClientError(STATUS_OF[error.code] ?? 409, error.code, error.message);
  return null;
}

export function errorBody({ status, errorCode, message, more }: ClientError): Readonly<Record<string, unknown>> {
  return { ok: false, message, error_code: errorCode, status_code: status, ...more };
}
