/** A fault that a field has, with the path of the input it is on (`manifest.training.max_steps`). */
export interface FieldFault {
  readonly path: string;
  readonly message: string;
}

/** What a mutation's union said instead of success. `code` is stable; `message` is for people. */
export class ArenaError extends Error {
  override readonly name: string = "ArenaError";
  /** `VALIDATION`, `NOT_FOUND`, `NOT_ALLOWED`, `FORBIDDEN`, `NAME_TAKEN`, `NO_RESOURCE_CLASS`, `INCOMPLETE_CHECKPOINT`, `IDEMPOTENCY_KEY_REUSED`, `LIMIT`. */
  readonly code: string;
  /** Of `VALIDATION`: the fault of each field; else empty. */
  readonly fields: readonly FieldFault[];
  /** Of `NOT_ALLOWED`: why; else null. */
  readonly reason: string | null;
  /** Of `INCOMPLETE_CHECKPOINT`: contents that the checkpoint lacks; else empty. */
  readonly missing: readonly string[];

  constructor(given: {
    code: string;
    message: string;
    fields?: readonly FieldFault[];
    reason?: string | null;
    missing?: readonly string[];
  }) {
    super(given.message);
    this.code = given.code;
    this.fields = given.fields ?? [];
    this.reason = given.reason ?? null;
    this.missing = given.missing ?? [];
  }
}

/** The request was not answered as GraphQL, or GraphQL refused it as a whole. */
export class ArenaTransportError extends Error {
  override readonly name: string = "ArenaTransportError";
  /** `UNAUTHENTICATED`, `RATE_LIMITED`, `COMPLEXITY_EXCEEDED`, `UNKNOWN_DOCUMENT`, `INTERNAL`, or `NETWORK`, `TIMEOUT`. */
  readonly code: string;
  /** What the server logged it under; null when it was not reached. */
  readonly requestId: string | null;

  constructor(code: string, message: string, requestId: string | null = null, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.requestId = requestId;
  }
}
