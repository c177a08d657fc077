import type { InputFieldMap, InputShapeFromFields, ObjectRef } from "@pothos/core";
import { commandOf, type Context } from "../../context.ts";
import type { Command } from "../../domain/command.ts";
import { ForbiddenError, IdempotencyKeyReusedError, NotFoundError, ValidationError } from "../../domain/errors.ts";
import type { Permission } from "../../access/permissions.ts";
import { builder, type SchemaTypes } from "./builder.ts";

type ErrorClass = new (...given: never[]) => Error;
/** Any mutation may end with these. */
const COMMON_ERRORS: readonly ErrorClass[] = [
  ValidationError,
  NotFoundError,
  ForbiddenError,
  IdempotencyKeyReusedError,
];

type InputBuilder = PothosSchemaTypes.InputFieldBuilder<
  PothosSchemaTypes.ExtendDefaultTypes<SchemaTypes>,
  "InputObject"
>;

interface MutationOptions<Fields extends InputFieldMap, Success> {
  readonly description?: string;
  readonly permission: Permission | "none";
  readonly input?: (t: InputBuilder) => Fields;
  /** `<Name>Success`. */
  readonly success: ObjectRef<never, Success> | ObjectRef<PothosSchemaTypes.ExtendDefaultTypes<SchemaTypes>, Success>;
  /** Beside those that any mutation may end with. */
  readonly errors?: readonly ErrorClass[];
  readonly run: (command: Command, input: InputShapeFromFields<Fields>) => Promise<Success>;
}

/** PostgreSQL's words for a text that it cannot hold: what a check of a single field has overlooked. */
const UNSTORABLE = new Set(["22021", "22P05"]);
async function storable<Success>(work: Promise<Success>): Promise<Success> {
  return work.catch((error: unknown) => {
    if (!UNSTORABLE.has((error as { code?: string }).code ?? "")) throw error;
    throw new ValidationError([
      { path: "", message: "The input holds NUL or half of a character, which cannot be stored." },
    ]);
  });
}

const capitalize = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1);

/**
 * One argument `input: <Name>Input!` with an idempotency key; a union `<Name>Result` of `<Name>Success` and its errors,
 * which is returned for fields that hold many of them.
 */
export function defineMutation<Fields extends InputFieldMap, Success extends object>(
  name: string,
  options: MutationOptions<Fields, Success>,
) {
  const result = builder.errorUnion(`${capitalize(name)}Result`, {
    types: [options.success, ...COMMON_ERRORS, ...(options.errors ?? [])] as never[],
    resolveType: () => `${capitalize(name)}Success`,
  });
  const input = builder.inputType(`${capitalize(name)}Input`, {
    fields: (t) => ({
      ...(options.input?.(t) ?? {}),
      idempotencyKey: t.string({
        description:
          "Repeating the mutation with the same key and input within 24 hours has no further effect and gets the same answer.",
      }),
    }),
  });
  builder.mutationField(name, (t) =>
    t.field({
      type: result,
      ...(options.description === undefined ? {} : { description: options.description }),
      args: { input: t.arg({ type: input, required: true }) },
      ...(options.permission === "none" ? {} : { authScopes: { permission: options.permission } }),
      resolve: (_root: unknown, args: { input: { idempotencyKey?: string | null } }, context: Context) =>
        storable(
          options.run(commandOf(context, args.input.idempotencyKey), args.input as InputShapeFromFields<Fields>),
        ),
    } as never),
  );
  return result;
}
