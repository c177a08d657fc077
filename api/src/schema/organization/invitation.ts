import type { Invitation } from "@arena/database/generated/client/client";
import { findInvitation, type OpenInvitation } from "../../domain/organization/accept-invitation.ts";
import { builder } from "../builder/builder.ts";
import { RoleEnum } from "../builder/enums.ts";
import { PersonType } from "../viewer/person.ts";

export const InvitationType = builder.objectRef<Invitation>("Invitation");

builder.node(InvitationType, {
  description: "An open invitation to an organization. Its link is shown once, to who invites.",
  id: { resolve: (invitation) => invitation.id },
  fields: (t) => ({
    email: t.exposeString("email"),
    role: t.expose("role", { type: RoleEnum }),
    createdAt: t.expose("createdAt", { type: "DateTime" }),
    expiresAt: t.expose("expiresAt", { type: "DateTime" }),
    invitedBy: t.field({
      type: PersonType,
      nullable: true,
      resolve: (invitation, _args, context) => context.loaders.person.load(invitation.invitedById),
    }),
  }),
});

const ReceivedInvitationType = builder.objectRef<OpenInvitation>("ReceivedInvitation").implement({
  description: "What the holder of an invitation's link may know before accepting it.",
  fields: (t) => ({
    organizationName: t.exposeString("organizationName"),
    email: t.exposeString("email"),
    role: t.expose("role", { type: RoleEnum }),
    expiresAt: t.expose("expiresAt", { type: "DateTime" }),
    isForViewer: t.boolean({
      description: "Who is signed in is whom it is for.",
      resolve: async ({ personId }, _args, { viewer, sessionPersonId }) =>
        personId !== null && personId === (viewer?.personId ?? (await sessionPersonId())),
    }),
    hasAccount: t.boolean({
      description: "The address has an account here: sign in with it to accept.",
      resolve: ({ personId }) => personId !== null,
    }),
  }),
});

builder.queryField("receivedInvitation", (t) =>
  t.field({
    type: ReceivedInvitationType,
    nullable: true,
    description: "By the token of an invitation's link; needs no sign-in. Null: unknown, used, taken back or too old.",
    args: { token: t.arg.string({ required: true }) },
    skipTypeScopes: true,
    resolve: (_root, { token }, context) => findInvitation(context.database.pool, token),
  }),
);
