/** What a person may expect to go wrong. Each has a stable code; the schema turns each into a member of the mutation's union. */
export abstract class DomainError extends Error {
  abstract readonly code: string;
}

export interface FieldFault {
  /** Where in the input, with dots: `name`, `manifest.training.max_steps`. */
  readonly path: string;
  readonly message: string;
}

export class ValidationError extends DomainError {
  readonly code = "VALIDATION";
  readonly fields: readonly FieldFault[];
  constructor(fields: readonly FieldFault[]) {
    super(fields.map((fault) => (fault.path === "" ? fault.message : `${fault.path}: ${fault.message}`)).join("; "));
    this.fields = fields;
  }
}

/** Unknown ids and ids of other organizations are indistinguishable: the message never says which. */
export class NotFoundError extends DomainError {
  readonly code = "NOT_FOUND";
  constructor(what: string) {
    super(`There is no such ${what}.`);
  }
}

export class NotAllowedError extends DomainError {
  readonly code = "NOT_ALLOWED";
  readonly reason: string;
  constructor(reason: string) {
    super(reason);
    this.reason = reason;
  }
}

export class ForbiddenError extends DomainError {
  readonly code = "FORBIDDEN";
  constructor(message = "Your role in this organization does not allow this.") {
    super(message);
  }
}

export class NameTakenError extends DomainError {
  readonly code = "NAME_TAKEN";
  constructor(name: string, message = `The name “${name}” is taken.`) {
    super(message);
  }
}

export class NoResourceClassError extends DomainError {
  readonly code = "NO_RESOURCE_CLASS";
}

export class IncompleteCheckpointError extends DomainError {
  readonly code = "INCOMPLETE_CHECKPOINT";
  readonly missing: readonly string[];
  constructor(missing: readonly string[]) {
    super(`The checkpoint lacks ${missing.join(", ")}. Accept what is missing by name to resume all the same.`);
    this.missing = missing;
  }
}

export class IdempotencyKeyReusedError extends DomainError {
  readonly code = "IDEMPOTENCY_KEY_REUSED";
  constructor() {
    super("This idempotency key was used with another input within the last 24 hours.");
  }
}

export class LimitError extends DomainError {
  readonly code = "LIMIT";
}
