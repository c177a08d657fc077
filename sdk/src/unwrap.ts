import { ArenaError, type FieldFault } from "./errors.ts";

interface UnionMember {
  readonly __typename?: string;
}
type SuccessOf<Result extends UnionMember> = Extract<Result, { readonly __typename?: `${string}Success` }>;

interface ErrorMember {
  readonly code?: string;
  readonly message?: string;
  readonly fields?: readonly FieldFault[];
  readonly reason?: string | null;
  readonly missing?: readonly string[];
}

/** The success of a mutation's union; its errors are thrown as `ArenaError` with their data. */
export function unwrap<Result extends UnionMember>(result: Result): SuccessOf<Result> {
  if (result.__typename?.endsWith("Success")) return result as SuccessOf<Result>;
  const error = result as ErrorMember;
  throw new ArenaError({
    code: error.code ?? "INTERNAL",
    message: error.message ?? "The server refused this.",
    ...(error.fields ? { fields: error.fields } : {}),
    ...(error.reason !== undefined ? { reason: error.reason } : {}),
    ...(error.missing ? { missing: error.missing } : {}),
  });
}
