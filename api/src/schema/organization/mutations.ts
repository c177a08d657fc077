import type { Context } from "../../context.ts";
import { acceptInvitation } from "../../domain/organization/accept-invitation.ts";
import { createOrganization } from "../../domain/organization/create-organization.ts";
import { changeMemberRole, removeMember } from "../../domain/organization/change-membership.ts";
import { inviteMember, revokeInvitation, type MadeInvitation } from "../../domain/organization/invite-member.ts";
import { NotAllowedError, NotFoundError, ValidationError } from "../../domain/errors.ts";
import { builder } from "../builder/builder.ts";
import { defineMutation } from "../builder/define-mutation.ts";
import { RoleEnum } from "../builder/enums.ts";
import { encodeGlobalId, uuidOf } from "../builder/global-id.ts";
import { InvitationType } from "./invitation.ts";

const CreateOrganizationSuccess = builder.objectRef<{ organizationId: string }>("CreateOrganizationSuccess").implement({
  fields: (t) => ({
    organizationId: t.id({ resolve: ({ organizationId }) => encodeGlobalId("Organization", organizationId) }),
  }),
});
defineMutation("createOrganization", {
  description: "Of the plan of the current one, with a first project. In a browser it is the current one from then on.",
  permission: "none",
  input: (t) => ({ name: t.string({ required: true, description: "1 to 100 characters." }) }),
  success: CreateOrganizationSuccess,
  run: (command, { name }) => createOrganization(command, { name }),
});

const InviteMemberSuccess = builder.objectRef<MadeInvitation>("InviteMemberSuccess").implement({
  fields: (t) => ({
    invitation: t.field({
      type: InvitationType,
      resolve: ({ invitationId }, _args, context) =>
        context.database.prisma.invitation.findUniqueOrThrow({ where: { id: invitationId } }),
    }),
    link: t.exposeString("link", { description: "To pass on; shown this once." }),
  }),
});
defineMutation("inviteMember", {
  description: "A new invitation for an address takes the place of an older one.",
  permission: "none",
  input: (t) => ({
    email: t.string({ required: true }),
    role: t.field({ type: RoleEnum, description: "MEMBER when left out." }),
  }),
  success: InviteMemberSuccess,
  errors: [NotAllowedError],
  run: (command, { email, role }) => inviteMember(command, { email, role: role ?? "MEMBER" }),
});

const RevokeInvitationSuccess = builder.objectRef<{ invitationId: string }>("RevokeInvitationSuccess").implement({
  fields: (t) => ({
    invitationId: t.id({ resolve: ({ invitationId }) => encodeGlobalId("Invitation", invitationId) }),
  }),
});
defineMutation("revokeInvitation", {
  permission: "none",
  input: (t) => ({ id: t.id({ required: true }) }),
  success: RevokeInvitationSuccess,
  run: (command, { id }) => revokeInvitation(command, { invitationId: uuidOf("Invitation", id) }),
});

const memberSuccess = (name: string) =>
  builder.objectRef<{ personId: string }>(name).implement({
    fields: (t) => ({ personId: t.id({ resolve: ({ personId }) => encodeGlobalId("Person", personId) }) }),
  });
defineMutation("changeMemberRole", {
  description: "The last Manager of an organization stays one.",
  permission: "none",
  input: (t) => ({ personId: t.id({ required: true }), role: t.field({ type: RoleEnum, required: true }) }),
  success: memberSuccess("ChangeMemberRoleSuccess"),
  errors: [NotAllowedError],
  run: (command, { personId, role }) => changeMemberRole(command, { personId: uuidOf("Person", personId), role }),
});
defineMutation("removeMember", {
  description: "Their key of this organization is revoked; what they made stays.",
  permission: "none",
  input: (t) => ({ personId: t.id({ required: true }) }),
  success: memberSuccess("RemoveMemberSuccess"),
  errors: [NotAllowedError],
  run: (command, { personId }) => removeMember(command, { personId: uuidOf("Person", personId) }),
});

interface Accepted {
  readonly email: string;
}
const AcceptInvitationSuccess = builder.objectRef<Accepted>("AcceptInvitationSuccess").implement({
  fields: (t) => ({ email: t.exposeString("email", { description: "To sign in with." }) }),
});
const AcceptInvitationInput = builder.inputType("AcceptInvitationInput", {
  fields: (t) => ({
    token: t.string({ required: true }),
    name: t.string({ description: "Of a person without an account." }),
    password: t.string({ description: "8 to 128 characters; of a person without an account." }),
    idempotencyKey: t.string({ description: "Not used: an invitation is accepted once." }),
  }),
});
const AcceptInvitationResult = builder.errorUnion("AcceptInvitationResult", {
  types: [AcceptInvitationSuccess, ValidationError, NotFoundError, NotAllowedError] as never[],
  resolveType: () => "AcceptInvitationSuccess",
});
builder.mutationField("acceptInvitation", (t) =>
  t.field({
    type: AcceptInvitationResult,
    description: "The token is the credential. Who has an account must be signed in; who has none gets one.",
    args: { input: t.arg({ type: AcceptInvitationInput, required: true }) },
    skipTypeScopes: true,
    resolve: async (
      _root: unknown,
      { input }: { input: { token: string; name?: string | null; password?: string | null } },
      { database, viewer, ipAddress, sessionPersonId }: Context,
    ) =>
      acceptInvitation(
        { database, personId: viewer?.personId ?? (await sessionPersonId()), ipAddress },
        { token: input.token, name: input.name ?? null, password: input.password ?? null },
      ),
  } as never),
);
