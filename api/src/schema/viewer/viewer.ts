import { permissionsOf } from "../../access/permissions.ts";
import type { Viewer } from "../../domain/viewer/viewer.ts";
import { builder } from "../builder/builder.ts";
import { RoleEnum } from "../builder/enums.ts";
import { ApiKeyType } from "../api-key/api-key.ts";
import { OrganizationType } from "../organization/organization.ts";
import { PersonType } from "./person.ts";

export const ViewerType = builder.objectRef<Viewer>("Viewer").implement({
  description: "Who asks, and in which organization.",
  fields: (t) => ({
    person: t.field({
      type: PersonType,
      resolve: (viewer) => ({ id: viewer.personId, name: viewer.name, email: viewer.email }),
    }),
    role: t.expose("role", { type: RoleEnum, description: "In the current organization." }),
    currentOrganization: t.field({
      type: OrganizationType,
      nullable: true,
      resolve: (viewer, _args, context) => context.loaders.organization.load(viewer.organizationId),
    }),
    organizations: t.field({
      type: [OrganizationType],
      resolve: (viewer, _args, context) =>
        context.database.prisma.organization.findMany({
          where: { memberships: { some: { personId: viewer.personId } } },
          orderBy: { createdAt: "asc" },
        }),
    }),
    permissions: t.stringList({
      description: "What the viewer may do in the current organization: `noun:verb`.",
      resolve: (viewer) => permissionsOf(viewer),
    }),
    apiKey: t.field({
      type: ApiKeyType,
      nullable: true,
      description: "The one active key; null when there is none.",
      resolve: (viewer, _args, context) =>
        context.database.prisma.apiKey.findFirst({ where: { personId: viewer.personId, revokedAt: null } }),
    }),
  }),
});

builder.queryField("viewer", (t) =>
  t.field({
    type: ViewerType,
    nullable: true,
    skipTypeScopes: true,
    description: "Null when nobody is signed in.",
    resolve: (_root, _args, context) => context.viewer,
  }),
);
