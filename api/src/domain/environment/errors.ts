import { DomainError, NotFoundError } from "../errors.ts";

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

export class EnvironmentNotFoundError extends NotFoundError {
  constructor(name: string, version: string | null = null) {
    super("environment");
    // The words by which the command-line client recognises it.
    this.message = `Environment '${version === null ? name : `${name}:${version}`}' not found.`;
  }
}
