import { deleteCheckpoint } from "../../domain/checkpoint/delete-checkpoint.ts";
import { NotAllowedError } from "../../domain/errors.ts";
import { builder } from "../builder/builder.ts";
import { defineMutation } from "../builder/define-mutation.ts";
import { uuidOf } from "../builder/global-id.ts";
import { CheckpointType } from "./checkpoint.ts";

const DeleteCheckpointSuccess = builder.objectRef<{ checkpointId: string }>("DeleteCheckpointSuccess").implement({
  fields: (t) => ({
    checkpoint: t.field({
      type: CheckpointType,
      description: "As it was.",
      resolve: async ({ checkpointId }, _args, context) => {
        const checkpoint = await context.loaders.checkpoint.load(checkpointId);
        if (checkpoint === null) throw new Error(`The checkpoint ${checkpointId} vanished while the mutation answered`);
        return checkpoint;
      },
    }),
  }),
});

defineMutation("deleteCheckpoint", {
  description: "Refused while a run that resumes from it needs it.",
  permission: "checkpoint:delete",
  input: (t) => ({ id: t.id({ required: true }) }),
  success: DeleteCheckpointSuccess,
  errors: [NotAllowedError],
  run: (command, input) => deleteCheckpoint(command, { checkpointId: uuidOf("Checkpoint", input.id) }),
});
