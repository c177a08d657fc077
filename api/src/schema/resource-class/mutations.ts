import type { ResourceClass } from "@arena/database/generated/client/client";
import type { Context } from "../../context.ts";
import { revokeClusterKeys } from "../../domain/cluster-key/revoke-cluster-keys.ts";
import { rotateClusterKeys } from "../../domain/cluster-key/rotate-cluster-keys.ts";
import { LimitError, NameTakenError, NotAllowedError } from "../../domain/errors.ts";
import type { GivenShape } from "../../domain/resource-class/check-shape.ts";
import { createResourceClass } from "../../domain/resource-class/create-resource-class.ts";
import { deleteResourceClass } from "../../domain/resource-class/delete-resource-class.ts";
import { updateResourceClass } from "../../domain/resource-class/update-resource-class.ts";
import { builder } from "../builder/builder.ts";
import { defineMutation } from "../builder/define-mutation.ts";
import { uuidOf } from "../builder/global-id.ts";
import { ResourceClassType } from "./resource-class.ts";

interface Changed {
  readonly resourceClassId: string;
}
async function loadClass(context: Context, id: string): Promise<ResourceClass> {
  const found = await context.loaders.resourceClass.load(id);
  if (found === null) throw new Error(`The resource class ${id} vanished while the mutation answered`);
  return found;
}

const successOf = (name: string) =>
  builder.objectRef<Changed>(name).implement({
    fields: (t) => ({
      resourceClass: t.field({
        type: ResourceClassType,
        resolve: ({ resourceClassId }, _args, context) => loadClass(context, resourceClassId),
      }),
    }),
  });

interface ShapeInput {
  readonly enabled?: boolean | null | undefined;
  readonly description?: string | null | undefined;
  readonly cpus?: number | null | undefined;
  readonly gpus?: number | null | undefined;
  readonly memory?: string | null | undefined;
}
/** Null empties CPUs, GPUs and memory; of the others it is as good as left out. */
function shapeOf({ enabled, description, cpus, gpus, memory }: ShapeInput): GivenShape {
  return {
    ...(typeof enabled === "boolean" ? { enabled } : {}),
    ...(typeof description === "string" ? { description } : {}),
    ...(cpus === undefined ? {} : { cpus }),
    ...(gpus === undefined ? {} : { gpus }),
    ...(memory === undefined ? {} : { memory }),
  };
}

const WHOLE_HOST = "Per worker node; null: the worker takes the whole host.";

defineMutation("createResourceClass", {
  description: "An on-prem class, with keys of its own.",
  permission: "none",
  input: (t) => ({
    name: t.string({ required: true, description: "1 to 63 characters; unique, and so is the slug that it yields." }),
    nodes: t.int({ required: true, description: "Worker nodes, at least 1." }),
    enabled: t.boolean({ description: "True when left out." }),
    description: t.string(),
    cpus: t.int({ description: `${WHOLE_HOST} 8 when left out.` }),
    gpus: t.int({ description: `${WHOLE_HOST} 0 when left out.` }),
    memory: t.string({ description: `With its unit, such as \`32 GB\`. ${WHOLE_HOST} 64 GiB when left out.` }),
  }),
  success: successOf("CreateResourceClassSuccess"),
  errors: [NameTakenError, NotAllowedError, LimitError],
  run: (command, input) => createResourceClass(command, { ...shapeOf(input), name: input.name, nodes: input.nodes }),
});

defineMutation("updateResourceClass", {
  description: "What is left out stays as it was.",
  permission: "none",
  input: (t) => ({
    id: t.id({ required: true }),
    name: t.string({ description: "Cannot change once a bundle was issued." }),
    nodes: t.int(),
    enabled: t.boolean(),
    description: t.string(),
    cpus: t.int({ description: WHOLE_HOST }),
    gpus: t.int({ description: WHOLE_HOST }),
    memory: t.string({ description: `With its unit, such as \`32 GB\`. ${WHOLE_HOST}` }),
  }),
  success: successOf("UpdateResourceClassSuccess"),
  errors: [NameTakenError, NotAllowedError],
  run: (command, input) =>
    updateResourceClass(command, {
      ...shapeOf(input),
      ...(typeof input.name === "string" ? { name: input.name } : {}),
      ...(typeof input.nodes === "number" ? { nodes: input.nodes } : {}),
      resourceClassId: uuidOf("ResourceClass", input.id),
    }),
});

const DeleteResourceClassSuccess = builder.objectRef<Changed>("DeleteResourceClassSuccess").implement({
  fields: (t) => ({
    resourceClass: t.field({
      type: ResourceClassType,
      description: "As it was; the stack on the hosts must be torn down separately.",
      resolve: ({ resourceClassId }, _args, context) => loadClass(context, resourceClassId),
    }),
  }),
});
defineMutation("deleteResourceClass", {
  description: "Refused while a run uses the class. Its keys are revoked, its name is free again.",
  permission: "none",
  input: (t) => ({ id: t.id({ required: true }) }),
  success: DeleteResourceClassSuccess,
  errors: [NotAllowedError],
  run: (command, { id }) => deleteResourceClass(command, { resourceClassId: uuidOf("ResourceClass", id) }),
});

defineMutation("rotateClusterKeys", {
  description: "New keys beside those in use, which are revoked once the new ones are at work.",
  permission: "none",
  input: (t) => ({ id: t.id({ required: true }) }),
  success: successOf("RotateClusterKeysSuccess"),
  errors: [NotAllowedError, LimitError],
  run: (command, { id }) => rotateClusterKeys(command, { resourceClassId: uuidOf("ResourceClass", id) }),
});

defineMutation("revokeClusterKeys", {
  description: "Cuts the class's cluster off within seconds.",
  permission: "none",
  input: (t) => ({ id: t.id({ required: true }) }),
  success: successOf("RevokeClusterKeysSuccess"),
  errors: [NotAllowedError],
  run: (command, { id }) => revokeClusterKeys(command, { resourceClassId: uuidOf("ResourceClass", id) }),
});
