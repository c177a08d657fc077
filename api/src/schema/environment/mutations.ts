import type { Environment } from "@arena/database/generated/client/client";
import { deleteEnvironment } from "../../domain/environment/delete-environment.ts";
import { AmbiguousEntryPointError, ChecksUnavailableError } from "../../domain/environment/errors.ts";
import { validateEnvironment } from "../../domain/environment/validate-environment.ts";
import type { Command } from "../../domain/command.ts";
import { LimitError, NotAllowedError, NotFoundError } from "../../domain/errors.ts";
import { builder } from "../builder/builder.ts";
import { defineMutation } from "../builder/define-mutation.ts";
import { uuidOf } from "../builder/global-id.ts";
import { EnvironmentType } from "./environment.ts";

interface EnvironmentCheck {
  readonly name: string;
  readonly success: boolean;
  readonly warnings: readonly string[];
  readonly error: string | null;
}
interface Validated {
  readonly environmentId: string;
  readonly checks: readonly EnvironmentCheck[];
}

const EnvironmentCheckType = builder.objectRef<EnvironmentCheck>("EnvironmentCheck").implement({
  fields: (t) => ({
    name: t.exposeString("name"),
    success: t.exposeBoolean("success"),
    warnings: t.stringList({ resolve: (check) => [...check.warnings] }),
    error: t.exposeString("error", { nullable: true }),
  }),
});

const ValidateEnvironmentSuccess = builder.objectRef<Validated>("ValidateEnvironmentSuccess").implement({
  description: "The checks have ended; whether it is valid is said by the environment.",
  fields: (t) => ({
    environment: t.field({
      type: EnvironmentType,
      nullable: true,
      resolve: ({ environmentId }, _args, context) => context.loaders.environment.load(environmentId),
    }),
    checks: t.field({ type: [EnvironmentCheckType], resolve: ({ checks }) => [...checks] }),
  }),
});

const DeleteEnvironmentSuccess = builder.objectRef<{ readonly name: string; readonly version: string }>(
  "DeleteEnvironmentSuccess",
);
DeleteEnvironmentSuccess.implement({
  fields: (t) => ({ name: t.exposeString("name"), version: t.exposeString("version") }),
});

defineMutation("validateEnvironment", {
  description:
    "Runs the checks of a custom environment once more; answers when they have ended, after minutes at most.",
  permission: "experiment:create",
  input: (t) => ({
    id: t.id({ required: true }),
    entryPoint: t.string({ description: "`module:Class`; the one that was validated last when left out." }),
    doRollouts: t.boolean({ description: "Also 100 random episodes." }),
  }),
  success: ValidateEnvironmentSuccess,
  errors: [NotAllowedError, AmbiguousEntryPointError, ChecksUnavailableError, LimitError],
  async run(command, { id, entryPoint, doRollouts }) {
    const row = await ownEnvironment(command, uuidOf("Environment", id));
    const input = {
      name: row.name,
      version: row.version,
      entryPoint: entryPoint ?? null,
      doRollouts: doRollouts ?? false,
    };
    const checks: EnvironmentCheck[] = [];
    for await (const event of await validateEnvironment(command, input, new AbortController().signal)) {
      if (event.type === "check") checks.push({ name: event.check, ...event.result });
    }
    return { environmentId: row.id, checks };
  },
});

defineMutation("deleteEnvironment", {
  description: "One version. Experiments that name it stay, and cannot be trained.",
  permission: "experiment:delete",
  input: (t) => ({ id: t.id({ required: true }) }),
  success: DeleteEnvironmentSuccess,
  errors: [NotAllowedError],
  async run(command, { id }) {
    const { name, version } = await ownEnvironment(command, uuidOf("Environment", id));
    await deleteEnvironment(command, { name, version });
    return { name, version };
  },
});

/** By id, what the use cases take by name. */
async function ownEnvironment({ database, viewer }: Command, id: string | null): Promise<Environment> {
  const own = { OR: [{ organizationId: viewer.organizationId }, { organizationId: null }] };
  const row =
    id === null ? null : await database.prisma.environment.findFirst({ where: { id, deletedAt: null, ...own } });
  if (row === null) throw new NotFoundError("environment");
  return row;
}
