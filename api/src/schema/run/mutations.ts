import { NotAllowedError } from "../../domain/errors.ts";
import { releasePlace } from "../../domain/run/release-place.ts";
import { builder } from "../builder/builder.ts";
import { defineMutation } from "../builder/define-mutation.ts";
import { uuidOf } from "../builder/global-id.ts";
import { RunType } from "./run.ts";

const ReleasePlaceSuccess = builder.objectRef<{ runId: string }>("ReleasePlaceSuccess").implement({
  fields: (t) => ({
    run: t.field({
      type: RunType,
      nullable: true,
      description: "Null when its experiment is deleted.",
      resolve: ({ runId }, _args, context) => context.loaders.run.load(runId),
    }),
  }),
});

defineMutation("releasePlace", {
  description:
    "Frees the place that is held for a run that ended without proof. Only Managers, who answer for it: what is left of the run would share its machine with the next one.",
  permission: "none",
  input: (t) => ({ id: t.id({ required: true, description: "Of the run." }) }),
  success: ReleasePlaceSuccess,
  errors: [NotAllowedError],
  run: (command, { id }) => releasePlace(command, { runId: uuidOf("Run", id) }),
});
