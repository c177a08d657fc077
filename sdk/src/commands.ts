import type { Request } from "./transport/typed-document.ts";
import {
  AcceptInvitationDocument,
  ApproveDeviceLoginDocument,
  ChangeMemberRoleDocument,
  CopyExperimentDocument,
  CreateApiKeyDocument,
  CreateExperimentDocument,
  CreateOrganizationDocument,
  CreateProjectDocument,
  CreateResourceClassDocument,
  DeleteCheckpointDocument,
  DeleteExperimentDocument,
  DeleteResourceClassDocument,
  DenyDeviceLoginDocument,
  DisableOnPremDocument,
  EnableOnPremDocument,
  HaltExperimentDocument,
  HaltExperimentsDocument,
  InviteMemberDocument,
  ReleasePlaceDocument,
  RemoveMemberDocument,
  ResumeExperimentDocument,
  RevokeApiKeyDocument,
  RevokeClusterKeysDocument,
  RevokeInvitationDocument,
  RotateApiKeyDocument,
  RotateClusterKeysDocument,
  SwitchOrganizationDocument,
  TrainExperimentDocument,
  UpdateExperimentDocument,
  UpdateOnPremDocument,
  UpdateResourceClassDocument,
  type AcceptInvitationInput,
  type ChangeMemberRoleInput,
  type CopyExperimentInput,
  type CreateExperimentInput,
  type CreateProjectInput,
  type CreateResourceClassInput,
  type HaltExperimentInput,
  type HaltExperimentsInput,
  type HaltExperimentsMutation,
  type InviteMemberInput,
  type ResumeExperimentInput,
  type UpdateExperimentInput,
  type UpdateOnPremInput,
  type UpdateResourceClassInput,
} from "./generated/graphql.ts";
import { unwrap } from "./unwrap.ts";

/**
 * Changes. Each sends an `idempotencyKey` unless one is given, kept over its own retries, so that a lost answer does not
 * have a second effect. What the server refuses is thrown as `ArenaError`.
 */
export type Commands = ReturnType<typeof createCommands>;

export function createCommands(request: Request) {
  const keyed = <Input extends { idempotencyKey?: string | null | undefined }>(input: Input): { input: Input } => ({
    input: { ...input, idempotencyKey: input.idempotencyKey ?? crypto.randomUUID() },
  });
  return {
    createProject: async (input: CreateProjectInput) =>
      unwrap((await request(CreateProjectDocument, keyed(input))).createProject).project,
    /** Makes a draft. */
    createExperiment: async (input: CreateExperimentInput) =>
      unwrap((await request(CreateExperimentDocument, keyed(input))).createExperiment).experiment,
    updateExperiment: async (input: UpdateExperimentInput) =>
      unwrap((await request(UpdateExperimentDocument, keyed(input))).updateExperiment).experiment,
    copyExperiment: async (input: CopyExperimentInput) =>
      unwrap((await request(CopyExperimentDocument, keyed(input))).copyExperiment).experiment,
    deleteExperiment: async (input: { id: string; idempotencyKey?: string }) =>
      unwrap((await request(DeleteExperimentDocument, keyed(input))).deleteExperiment).experiment,
    /** Schedules a run; `run` is null when the scheduler has not answered yet: it is carried out as soon as it can be. */
    trainExperiment: async (input: { id: string; idempotencyKey?: string }) =>
      unwrap((await request(TrainExperimentDocument, keyed(input))).trainExperiment),
    /** Answers as soon as the halt is durable; the receipt appears when the run has ended. `force` goes to the next rung. */
    haltExperiment: async (input: HaltExperimentInput) =>
      unwrap((await request(HaltExperimentDocument, keyed(input))).haltExperiment).run,
    /** Halts each, and says for each how it went: `result.__typename` is `HaltExperimentSuccess` or an error's. */
    haltExperiments: async (input: HaltExperimentsInput) =>
      unwrap<HaltExperimentsMutation["haltExperiments"]>(
        (await request(HaltExperimentsDocument, keyed(input))).haltExperiments,
      ).results,
    /** A new experiment from a checkpoint; without a name, a new run of the same one. */
    resumeExperiment: async (input: ResumeExperimentInput) =>
      unwrap((await request(ResumeExperimentDocument, keyed(input))).resumeExperiment),
    /**
     * Managers only: frees the place that is held for a run (its id) that ended without proof, as its `heldPlace` says.
     * Whoever calls it answers for it that nothing of the run is left on its machine. Null when its experiment is deleted.
     */
    releasePlace: async (input: { id: string; idempotencyKey?: string }) =>
      unwrap((await request(ReleasePlaceDocument, keyed(input))).releasePlace).run ?? null,
    deleteCheckpoint: async (input: { id: string; idempotencyKey?: string }) =>
      unwrap((await request(DeleteCheckpointDocument, keyed(input))).deleteCheckpoint).checkpoint,
    /** `secret` is the whole key, shown this once. */
    createApiKey: async () => unwrap((await request(CreateApiKeyDocument, keyed({}))).createApiKey),
    rotateApiKey: async () => unwrap((await request(RotateApiKeyDocument, keyed({}))).rotateApiKey),
    revokeApiKey: async () => unwrap((await request(RevokeApiKeyDocument, keyed({}))).revokeApiKey).apiKey,
    switchOrganization: async (input: { organizationId: string; idempotencyKey?: string }) =>
      unwrap((await request(SwitchOrganizationDocument, keyed(input))).switchOrganization).viewer,
    /** Managers only. In a browser it is the current one from then on. */
    createOrganization: async (input: { name: string; idempotencyKey?: string }) =>
      unwrap((await request(CreateOrganizationDocument, keyed(input))).createOrganization).organizationId,
    /** Managers of an Enterprise organization only, as all of the on-prem training cluster. */
    enableOnPrem: async () => unwrap((await request(EnableOnPremDocument, keyed({}))).enableOnPrem).onPremProvider,
    disableOnPrem: async () => unwrap((await request(DisableOnPremDocument, keyed({}))).disableOnPrem).onPremProvider,
    updateOnPrem: async (input: UpdateOnPremInput) =>
      unwrap((await request(UpdateOnPremDocument, keyed(input))).updateOnPrem).onPremProvider,
    createResourceClass: async (input: CreateResourceClassInput) =>
      unwrap((await request(CreateResourceClassDocument, keyed(input))).createResourceClass).resourceClass,
    updateResourceClass: async (input: UpdateResourceClassInput) =>
      unwrap((await request(UpdateResourceClassDocument, keyed(input))).updateResourceClass).resourceClass,
    /** The stack on the hosts must be torn down separately. */
    deleteResourceClass: async (input: { id: string; idempotencyKey?: string }) =>
      unwrap((await request(DeleteResourceClassDocument, keyed(input))).deleteResourceClass).resourceClass,
    /** New keys beside those in use, which are revoked once the new ones are at work. */
    rotateClusterKeys: async (input: { id: string; idempotencyKey?: string }) =>
      unwrap((await request(RotateClusterKeysDocument, keyed(input))).rotateClusterKeys).resourceClass,
    revokeClusterKeys: async (input: { id: string; idempotencyKey?: string }) =>
      unwrap((await request(RevokeClusterKeysDocument, keyed(input))).revokeClusterKeys).resourceClass,
    /** `link` is to be passed on; it is shown this once. */
    inviteMember: async (input: InviteMemberInput) =>
      unwrap((await request(InviteMemberDocument, keyed(input))).inviteMember),
    revokeInvitation: async (input: { id: string; idempotencyKey?: string }) =>
      unwrap((await request(RevokeInvitationDocument, keyed(input))).revokeInvitation).invitationId,
    changeMemberRole: async (input: ChangeMemberRoleInput) =>
      unwrap((await request(ChangeMemberRoleDocument, keyed(input))).changeMemberRole).personId,
    removeMember: async (input: { personId: string; idempotencyKey?: string }) =>
      unwrap((await request(RemoveMemberDocument, keyed(input))).removeMember).personId,
    /** The token is the credential; answers with the address to sign in with. */
    acceptInvitation: async (input: AcceptInvitationInput) =>
      unwrap((await request(AcceptInvitationDocument, keyed(input))).acceptInvitation).email,
    approveDeviceLogin: async (input: { userCode: string; idempotencyKey?: string }) =>
      unwrap((await request(ApproveDeviceLoginDocument, keyed(input))).approveDeviceLogin).deviceLogin,
    denyDeviceLogin: async (input: { userCode: string; idempotencyKey?: string }) =>
      unwrap((await request(DenyDeviceLoginDocument, keyed(input))).denyDeviceLogin).deviceLogin,
  };
}
