import { AmbiguousEntryPointError, ChecksUnavailableError } from "../../domain/environment/errors.ts";
import type { ProfileStream } from "../../domain/environment/profile-environment.ts";
import type { ValidationStream } from "../../domain/environment/run-checks.ts";
import type { CheckEvent } from "../../domain/environment/workshop.ts";
import type { StreamLine } from "../answer.ts";
import { ClientError } from "../client-error.ts";

/** What of the checks' errors has a status or a key of its own; the client makes its hint of the entry points. */
export function asCheckError(error: unknown): unknown {
  if (error instanceof AmbiguousEntryPointError) {
    return new ClientError(400, error.code, error.message, { available_entrypoints: error.availableEntryPoints });
  }
  return error instanceof ChecksUnavailableError ? new ClientError(503, error.code, error.message) : error;
}

export async function* validationLines(events: ValidationStream, first: string): AsyncGenerator<StreamLine> {
  yield status("validate", first);
  for await (const event of events) {
    if (event.type !== "outcome") {
      yield* linesOf("validate", event);
      continue;
    }
    const { name, version, entryPoint, valid, reason, facts } = event;
    const about = `${name}:${version}`;
    if (!valid) throw new ClientError(400, "VALIDATION", `${about} is not valid. ${reason ?? ""}`.trim());
    const detail = { name, version, entrypoint: entryPoint, validated: true, ...facts };
    yield { ...status("validate", `${about} is valid.`), status: "completed", detail };
  }
}

export async function* profileLines(events: ProfileStream, first: string): AsyncGenerator<StreamLine> {
  yield status("profile", first);
  for await (const event of events) {
    if (event.type !== "profiled") yield* linesOf("profile", event);
    // Numbers only: the client formats each with three decimals.
    else
      yield {
        ...status("profile", `${event.name}:${event.version} is profiled.`),
        status: "completed",
        detail: { ...event.profile },
      };
  }
}

function* linesOf(stage: string, event: CheckEvent): Generator<StreamLine> {
  switch (event.type) {
    case "isolation":
      for (const message of event.warnings) yield warning(stage, message);
      return;
    case "warning":
      yield warning(stage, event.message);
      return;
    case "check": {
      const { success, error } = event.result;
      const message = success ? event.check : `${event.check}: ${error ?? "failed"}`;
      const detail = { check: event.check, result: event.result };
      yield { kind: "check", stage, status: "running", level: success ? "info" : "error", message, detail };
      return;
    }
    case "rollouts": {
      const { episodes, mean_reward: reward, mean_length: length } = event.summary;
      yield dimmed(stage, `${episodes} random episodes: mean reward ${reward}, mean length ${length} steps.`);
      return;
    }
    case "end":
      if (event.output.trim() !== "") yield dimmed(stage, `It printed ${event.outputBytes} bytes; the end of it:`);
      for (const line of event.output.trim().split("\n").slice(-10)) {
        if (line.trim() !== "") yield dimmed(stage, line.slice(0, 300));
      }
  }
}

function status(stage: string, message: string): StreamLine {
  return { kind: "status", stage, status: "running", level: "info", message };
}

function dimmed(stage: string, message: string): StreamLine {
  return { ...status(stage, message), level: "secondary-info" };
}

function warning(stage: string, message: string): StreamLine {
  return { kind: "warning", stage, status: "running", level: "warning", message };
}
