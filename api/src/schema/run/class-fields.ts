import { builder } from "../builder/builder.ts";
import { ResourceClassType } from "../resource-class/resource-class.ts";
import { RunType } from "./run.ts";

builder.objectField(ResourceClassType, "heldPlaces", (t) =>
  t.field({
    type: [RunType],
    description:
      "Runs that have ended and whose places are still counted as used, each with its `heldPlace`; also of deleted experiments.",
    resolve: async ({ id }, _args, context) => [...(await context.loaders.heldRunsOfClass.load(id))],
  }),
);
