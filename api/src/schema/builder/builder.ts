import SchemaBuilder from "@pothos/core";
import ComplexityPlugin from "@pothos/plugin-complexity";
import ErrorsPlugin from "@pothos/plugin-errors";
import RelayPlugin from "@pothos/plugin-relay";
import ScopeAuthPlugin from "@pothos/plugin-scope-auth";
import { GraphQLError } from "graphql";
import { isAllowed, type Permission } from "../../access/permissions.ts";
import type { Context } from "../../context.ts";
import { ForbiddenError } from "../../domain/errors.ts";
import { MAX_COMPLEXITY } from "../limits.ts";
import { decodeGlobalId, encodeGlobalId } from "./global-id.ts";

export interface SchemaTypes {
  Context: Context;
  DefaultFieldNullability: false;
  AuthScopes: { signedIn: boolean; permission: Permission };
  Scalars: {
    ID: { Input: string; Output: string };
    SafeInt: { Input: number; Output: number | bigint };
    DateTime: { Input: Date; Output: Date };
    Manifest: { Input: Record<string, unknown>; Output: unknown };
    JSON: { Input: unknown; Output: unknown };
  };
  DefaultEdgesNullability: false;
  DefaultNodeNullability: false;
}

const capitalize = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1);

export const builder = new SchemaBuilder<SchemaTypes>({
  // The order matters: errors come first, so that denials become members of a mutation's union.
  plugins: [ErrorsPlugin, RelayPlugin, ScopeAuthPlugin, ComplexityPlugin],
  defaultFieldNullability: false,
  errors: {
    directResult: true,
    defaultUnionOptions: { name: ({ fieldName }) => `${capitalize(fieldName)}Result` },
  },
  relay: {
    encodeGlobalID: (typename, id) => encodeGlobalId(typename, String(id)),
    decodeGlobalID: decodeGlobalId,
    edgesFieldOptions: { nullable: false },
    nodeFieldOptions: { nullable: false },
    nodeQueryOptions: false,
    nodesQueryOptions: false,
  },
  scopeAuth: {
    authorizeOnSubscribe: true,
    authScopes: (context) => ({
      signedIn: context.viewer !== null,
      permission: (permission) => context.viewer !== null && isAllowed(context.viewer, permission),
    }),
    unauthorizedError: (_parent, context) =>
      context.viewer === null
        ? new GraphQLError("Sign in first, or send an API key.", { extensions: { code: "UNAUTHENTICATED" } })
        : new ForbiddenError(),
  },
  complexity: {
    defaultComplexity: 1,
    defaultListMultiplier: 10,
    limit: { complexity: MAX_COMPLEXITY },
    complexityError: (_kind, { complexity }) =>
      new GraphQLError(`The query's complexity is ${complexity}; at most ${MAX_COMPLEXITY} are allowed.`, {
        extensions: { code: "COMPLEXITY_EXCEEDED" },
      }),
  },
});

export type Builder = typeof builder;
