import type { ActivityRecord } from "@arena/database/generated/client/client";
import { builder } from "../builder/builder.ts";
import { encodeGlobalId } from "../builder/global-id.ts";
import { PersonType } from "../viewer/person.ts";

export const ActivityRecordType = builder.objectRef<ActivityRecord>("ActivityRecord");

builder.node(ActivityRecordType, {
  description: "One change: who, what, before, after, when, from where. Append-only.",
  id: { resolve: (record) => record.id },
  fields: (t) => ({
    person: t.field({
      type: PersonType,
      nullable: true,
      resolve: (record, _args, context) =>
        record.personId === null ? null : context.loaders.person.load(record.personId),
    }),
    action: t.exposeString("action"),
    subjectType: t.exposeString("subjectType"),
    subjectId: t.id({ resolve: (record) => encodeGlobalId(record.subjectType, record.subjectId) }),
    before: t.field({ type: "JSON", nullable: true, resolve: (record) => record.before }),
    after: t.field({ type: "JSON", nullable: true, resolve: (record) => record.after }),
    via: t.exposeString("via"),
    ipAddress: t.exposeString("ipAddress", { nullable: true }),
    at: t.expose("at", { type: "DateTime" }),
  }),
});
