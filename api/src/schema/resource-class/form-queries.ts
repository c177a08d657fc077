import { viewerOf } from "../../context.ts";
import { describeSlug, type SlugAnswer } from "../../domain/resource-class/describe-slug.ts";
import { describeMemory, type MemoryAnswer } from "../../domain/resource-class/memory.ts";
import { builder } from "../builder/builder.ts";

const ResourceClassSlugType = builder.objectRef<SlugAnswer>("ResourceClassSlug").implement({
  description: "What a name yields as slug: the Helm release and namespace of the class.",
  fields: (t) => ({
    slug: t.exposeString("slug"),
    fault: t.exposeString("fault", { nullable: true, description: "Why the name cannot be taken; null when it can." }),
  }),
});

builder.queryField("resourceClassSlug", (t) =>
  t.field({
    type: ResourceClassSlugType,
    description: "For a form, while a name is typed.",
    args: { name: t.arg.string({ required: true }) },
    authScopes: { permission: "on_prem:manage" },
    resolve: (_root, { name }, context) => describeSlug(context.database.pool, viewerOf(context), name),
  }),
);

const MemoryReadingType = builder.objectRef<MemoryAnswer>("MemoryReading").implement({
  description: "How a memory that was typed is understood.",
  fields: (t) => ({
    understood: t.exposeString("understood", { nullable: true, description: "Such as `29.8 GiB`; null with a fault." }),
    fault: t.exposeString("fault", { nullable: true, description: "Why it cannot be taken; null when it can." }),
  }),
});

builder.queryField("memoryReading", (t) =>
  t.field({
    type: MemoryReadingType,
    description: "For a form, while a class's memory is typed.",
    args: { text: t.arg.string({ required: true }) },
    authScopes: { permission: "on_prem:manage" },
    resolve: (_root, { text }) => describeMemory(text),
  }),
);
