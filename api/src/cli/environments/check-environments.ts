import { createEnvironment } from "../../domain/environment/create-environment.ts";
import { profileEnvironment } from "../../domain/environment/profile-environment.ts";
import { validateEnvironment } from "../../domain/environment/validate-environment.ts";
import { ValidationError } from "../../domain/errors.ts";
import { ARCHIVE_LIMITS } from "../../environments/limits.ts";
import { lines } from "../answer.ts";
import type { Call, Endpoint } from "../endpoint.ts";
import { profileLines, validationLines, asCheckError } from "./stream-lines.ts";

const MULTIPART_BYTES = 1024 * 1024;

/** What is wrong with the upload itself is an HTTP error; the checks are streamed as they end. */
const createAndValidate: Endpoint = {
  method: "POST",
  path: "/api/cli/v1/environments/create-and-validate",
  permission: "experiment:create",
  maxBodyBytes: ARCHIVE_LIMITS.packedBytes + MULTIPART_BYTES,
  async handle({ command, body, files, signal }) {
    const input = {
      name: body.text("name"),
      version: body.optionalText("version") ?? "v1",
      archive: archiveOf(files),
      configuration: textOf(files, "env_config"),
      requirements: textOf(files, "requirements"),
      entryPoint: body.optionalText("entrypoint"),
      description: body.optionalText("description") ?? "",
      multiAgent: body.boolean("multi_agent", false),
      languageBased: body.boolean("language_based", false),
      doRollouts: body.boolean("do_rollouts", false),
    };
    const events = await orCheckError(createEnvironment(command, input, signal));
    return lines(validationLines(events, `${input.name}:${input.version} is stored; the checks begin.`));
  },
};

const validate: Endpoint = {
  method: "POST",
  path: "/api/cli/v1/environments/validate",
  permission: "experiment:create",
  async handle({ command, body, signal }) {
    const input = {
      name: body.text("name"),
      version: body.optionalText("version"),
      entryPoint: body.optionalText("entrypoint"),
      doRollouts: body.boolean("do_rollouts", false),
    };
    const events = await orCheckError(validateEnvironment(command, input, signal));
    return lines(validationLines(events, "The checks begin."));
  },
};

const profile: Endpoint = {
  method: "POST",
  path: "/api/cli/v1/environments/profile",
  permission: "experiment:create",
  async handle({ command, body, signal }) {
    const input = { name: body.text("name"), version: body.optionalText("version") };
    return lines(
      profileLines(await orCheckError(profileEnvironment(command, input, signal)), "The measurement begins."),
    );
  },
};

export const CHECKING_ENDPOINTS: readonly Endpoint[] = [createAndValidate, validate, profile];

function archiveOf(files: Call["files"]): Buffer {
  const parts = files.filter(({ part }) => part === "file");
  if (parts[0] !== undefined && parts.length === 1) return parts[0].bytes;
  throw new ValidationError([{ path: "file", message: "must be sent once, as a .tar.gz" }]);
}

/** Parts that the client always sends, empty when there is nothing to say. */
function textOf(files: Call["files"], part: string): string {
  const bytes = files.find((file) => file.part === part)?.bytes ?? Buffer.alloc(0);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new ValidationError([{ path: part, message: "must be text in UTF-8" }]);
  }
}

async function orCheckError<Result>(work: Promise<Result>): Promise<Result> {
  try {
    return await work;
  } catch (error) {
    throw asCheckError(error);
  }
}
