import type { ActivityRecord, Membership, Organization } from "@arena/database/generated/client/client";
import { isAllowed } from "../../access/permissions.ts";
import { listActivity, listResourceClasses } from "../../domain/organization/list-pages.ts";
import { readProvider } from "../../domain/on-prem/provider.ts";
import { viewerOf } from "../../context.ts";
import { builder } from "../builder/builder.ts";
import { connectionOf } from "../builder/connection-of.ts";
import { PlanEnum, ResourceClassKindEnum, RoleEnum } from "../builder/enums.ts";
import { pageSize } from "../builder/page-size.ts";
import { EnvironmentType } from "../environment/environment.ts";
import { ProjectType } from "../project/project.ts";
import { ResourceClassType } from "../resource-class/resource-class.ts";
import { OnPremProviderType } from "../on-prem/on-prem-provider.ts";
import { PersonType } from "../viewer/person.ts";
import { InvitationType } from "./invitation.ts";
import { ActivityRecordType } from "./activity-record.ts";

export const OrganizationType = builder.objectRef<Organization>("Organization");

const MemberType = builder.objectRef<Membership>("Member").implement({
  fields: (t) => ({
    person: t.field({
      type: PersonType,
      nullable: true,
      resolve: (member, _args, context) => context.loaders.person.load(member.personId),
    }),
    role: t.expose("role", { type: RoleEnum }),
    since: t.expose("createdAt", { type: "DateTime" }),
  }),
});

const ResourceClassConnection = builder.connectionObject(
  { type: ResourceClassType, name: "ResourceClassConnection" },
  { name: "ResourceClassEdge" },
);
const ActivityConnection = builder.connectionObject(
  { type: ActivityRecordType, name: "ActivityConnection" },
  { name: "ActivityEdge" },
);

builder.node(OrganizationType, {
  description: "The tenant: people, projects, experiments.",
  id: { resolve: (organization) => organization.id },
  fields: (t) => ({
    name: t.exposeString("name"),
    plan: t.expose("plan", { type: PlanEnum }),
    projects: t.field({
      type: [ProjectType],
      description: "Newest first. Of the current organization only.",
      resolve: (organization, _args, context) =>
        context.database.prisma.project.findMany({
          where: {
            organizationId: organization.id,
            organization: { id: viewerOf(context).organizationId },
            deletedAt: null,
          },
          orderBy: [{ createdAt: "desc" }, { id: "desc" }],
        }),
    }),
    defaultResourceClass: t.field({
      type: ResourceClassType,
      nullable: true,
      resolve: (organization, _args, context) =>
        organization.defaultResourceClassId === null
          ? null
          : context.loaders.resourceClass.load(organization.defaultResourceClassId),
    }),
    resourceClasses: t.field({
      type: ResourceClassConnection,
      args: {
        first: t.arg.int(),
        after: t.arg.string(),
        kind: t.arg({ type: ResourceClassKindEnum }),
        offered: t.arg.boolean({ description: "True: only what an experiment may choose now." }),
      },
      resolve: async (organization, args, context) =>
        connectionOf(
          await listResourceClasses(
            context.database,
            own(organization, viewerOf(context)),
            pageSize(args.first, 20),
            args.after ?? null,
            { kind: args.kind ?? null, offered: args.offered ?? false },
          ),
          args.after,
          (id) => context.loaders.resourceClass.load(id),
        ),
    }),
    onPremProvider: t.field({
      type: OnPremProviderType,
      nullable: true,
      description: "Null: never enabled, or not to be seen by the viewer.",
      resolve: (organization, _args, context) =>
        isAllowed(viewerOf(context), "on_prem:manage")
          ? readProvider(context.database.pool, own(organization, viewerOf(context)))
          : null,
    }),
    environments: t.field({
      type: [EnvironmentType],
      description: "Those that ship with Arena, and every version of the organization's own; the newest version first.",
      resolve: (organization, _args, context) =>
        context.database.prisma.environment.findMany({
          where: {
            deletedAt: null,
            OR: [{ organizationId: null }, { organizationId: own(organization, viewerOf(context)) }],
          },
          orderBy: [{ name: "asc" }, { createdAt: "desc" }, { id: "desc" }],
        }),
    }),
    members: t.field({
      type: [MemberType],
      resolve: async (organization, _args, context) => [
        ...(await context.loaders.membersOfOrganization.load(own(organization, viewerOf(context)))),
      ],
    }),
    invitations: t.field({
      type: [InvitationType],
      nullable: true,
      description: "Open ones, newest first. Null for who may not invite.",
      resolve: (organization, _args, context) =>
        isAllowed(viewerOf(context), "member:manage")
          ? context.database.prisma.invitation.findMany({
              where: {
                organizationId: own(organization, viewerOf(context)),
                acceptedAt: null,
                revokedAt: null,
                expiresAt: { gt: new Date() },
              },
              orderBy: { createdAt: "desc" },
            })
          : null,
    }),
    activity: t.field({
      type: ActivityConnection,
      nullable: true,
      description: "Who did what, newest first. Null for who may not read it.",
      args: { first: t.arg.int(), after: t.arg.string() },
      resolve: async (organization, args, context) =>
        isAllowed(viewerOf(context), "activity:read")
          ? connectionOf<ActivityRecord>(
              await listActivity(
                context.database,
                own(organization, viewerOf(context)),
                pageSize(args.first, 20),
                args.after ?? null,
              ),
              args.after,
              (id) => context.loaders.activityRecord.load(id),
            )
          : null,
    }),
  }),
});

/** Lists of an organization other than the current one are empty: one switches to see it. */
function own(organization: Organization, viewer: { organizationId: string }): string {
  return organization.id === viewer.organizationId ? organization.id : "00000000-0000-0000-0000-000000000000";
}
