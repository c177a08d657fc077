import type { RunIntent } from "@arena/database/generated/client/client";
import { DEFAULT_GRACES, type HaltChannel, type RungName } from "@arena/workflows/contract/halt";
import { builder } from "../builder/builder.ts";
import { HaltChannelEnum, HaltModeEnum, RungNameEnum } from "../builder/enums.ts";
import { PersonType } from "../viewer/person.ts";

interface Grace {
  readonly name: RungName;
  readonly graceMs: number;
}
const HaltGraceType = builder.objectRef<Grace>("HaltGrace").implement({
  description: "How long a rung may take before the next one is lit.",
  fields: (t) => ({ name: t.expose("name", { type: RungNameEnum }), graceMs: t.exposeInt("graceMs") }),
});

export const HaltRequestType = builder.objectRef<RunIntent & { resourceClassId: string }>("HaltRequest").implement({
  description: "The halt that was asked of a run, while it is stopping and afterwards.",
  fields: (t) => ({
    requestedBy: t.field({
      type: PersonType,
      nullable: true,
      resolve: (intent, _args, context) =>
        intent.haltRequestedBy === null ? null : context.loaders.person.load(intent.haltRequestedBy),
    }),
    requestedVia: t.field({
      type: HaltChannelEnum,
      resolve: (intent) => (intent.haltRequestedVia ?? "SYSTEM") as HaltChannel,
    }),
    requestedAt: t.field({
      type: "DateTime",
      nullable: true,
      resolve: (intent) => intent.haltRequestedAt,
    }),
    raisedAt: t.field({
      type: "DateTime",
      description: "When the highest mode was asked, while it is stopping.",
      resolve: (intent) => intent.updatedAt,
    }),
    mode: t.field({
      type: HaltModeEnum,
      description: "The highest that was asked.",
      resolve: (intent) => intent.haltMode ?? "SAVE",
    }),
    graces: t.field({
      type: [HaltGraceType],
      resolve: async (intent, _args, context) => {
        const found = await context.loaders.resourceClass.load(intent.resourceClassId);
        const graces: Grace[] = [
          { name: "CHECKPOINT", graceMs: found?.checkpointGraceMs ?? DEFAULT_GRACES.checkpointMs },
          { name: "SIGTERM", graceMs: found?.sigtermGraceMs ?? DEFAULT_GRACES.sigtermMs },
          { name: "SIGKILL", graceMs: found?.sigkillGraceMs ?? DEFAULT_GRACES.sigkillMs },
        ];
        return graces;
      },
    }),
  }),
});
