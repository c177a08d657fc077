import type { ObjectRef } from "@pothos/core";
import type { LiveBatch } from "../../live/follow.ts";
import { builder, type SchemaTypes } from "../builder/builder.ts";

type Types = PothosSchemaTypes.ExtendDefaultTypes<SchemaTypes>;

/** `{ sequence missed snapshot events }` of one kind of subject. */
export function batchType<Snapshot, Event>(
  name: string,
  snapshot: ObjectRef<Types, Snapshot> | [ObjectRef<Types, Snapshot extends readonly (infer Item)[] ? Item : never>],
  event: ObjectRef<Types, Event>,
) {
  return builder.objectRef<LiveBatch<Snapshot, Event>>(name).implement({
    fields: (t) => ({
      sequence: t.expose("sequence", {
        type: "SafeInt",
        description: "Of the newest event that this covers; go on with it as `afterSequence`. Rises without gaps.",
      }),
      missed: t.exposeBoolean("missed", {
        description: "The log had been trimmed beyond `afterSequence`: the snapshot stands for what is missing.",
      }),
      snapshot: t.field({
        type: snapshot as ObjectRef<Types, Snapshot>,
        nullable: true,
        description: "First, unless `afterSequence` could be honoured.",
        resolve: (batch) => batch.snapshot as never,
      }),
      events: t.field({ type: [event], resolve: (batch) => [...batch.events] as never }),
    }),
  });
}
