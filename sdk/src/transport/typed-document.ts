/** A GraphQL operation as text that knows its result and its variables; what codegen writes. */
export interface TypedDocument<Data, Variables> {
  toString(): string;
  readonly __apiType?: (variables: Variables) => Data;
}

/** Sends one operation and answers with its data. */
export type Request = <Data, Variables>(
  document: TypedDocument<Data, Variables>,
  variables: Variables,
  signal?: AbortSignal,
) => Promise<Data>;
