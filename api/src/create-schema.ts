import type { GraphQLSchema } from "graphql";
import "./schema/builder/scalars.ts";
import "./schema/builder/error-types.ts";
import "./schema/viewer/viewer.ts";
import "./schema/nodes.ts";
import "./schema/trainer/trainer.ts";
import "./schema/run/class-fields.ts";
import "./schema/run/compare-runs.ts";
import "./schema/run/mutations.ts";
import "./schema/project/mutations.ts";
import "./schema/environment/mutations.ts";
import "./schema/experiment/mutations.ts";
import "./schema/experiment/train-mutations.ts";
import "./schema/experiment/halt-mutations.ts";
import "./schema/checkpoint/mutations.ts";
import "./schema/api-key/mutations.ts";
import "./schema/device-login/mutations.ts";
import "./schema/organization/invitation.ts";
import "./schema/organization/mutations.ts";
import "./schema/on-prem/mutations.ts";
import "./schema/resource-class/mutations.ts";
import "./schema/resource-class/form-queries.ts";
import "./schema/cluster/class-fields.ts";
import "./schema/cluster/mutations.ts";
import "./schema/viewer/mutations.ts";
import "./schema/viewer/sign-in-options.ts";
import "./schema/live/subscriptions.ts";
import { builder } from "./schema/builder/builder.ts";

builder.queryType({ authScopes: { signedIn: true } });
builder.mutationType({ authScopes: { signedIn: true } });

let built: GraphQLSchema | null = null;

/** Built once: types belong to one builder. */
export function createSchema(): GraphQLSchema {
  built ??= builder.toSchema();
  return built;
}
