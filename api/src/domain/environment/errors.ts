import { DomainError } from "../errors.ts";

export class AmbiguousEntryPointError extends DomainError {
  readonly code = "AMBIGUOUS_ENTRYPOINT";
  readonly availableEntryPoints: readonly string[];
  constructor(environment: string, availableEntryPoints: readonly string[]) {
    super(`${environment} has several entry points. Say which one is meant.`);
    this.availableEntryPoints = availableEntryPoints;
  }
}

/** This machine lacks what the checks need; the message says what, and how to mend it. */
export class ChecksUnavailableError extends DomainError {
  readonly code = "CHECKS_UNAVAILABLE";
}

/** The words by which the command-line client recognises it. */
export class EnvironmentNotFoundError extends DomainError {
  readonly code = "NOT_FOUND";
  constructor(name: string, version: string | null = null) {
    super(`Environment '${version === null ? name : `${name}:${version}`}' not found.`);
  }
}

export class TooManyChecksError extends DomainError {
  readonly code = "LIMIT";
}
