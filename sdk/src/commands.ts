import type { Request } from "./transport/typed-document.ts";
import {
  CopyExperimentDocument,
  CreateApiKeyDocument,
  CreateExperimentDocument,
  CreateProjectDocument,
  DeleteCheckpointDocument,
  DeleteExperimentDocument,
  HaltExperimentDocument,
  HaltExperimentsDocument,
  ResumeExperimentDocument,
  RevokeApiKeyDocument,
  RotateApiKeyDocument,
  SwitchOrganizationDocument,
  TrainExperimentDocument,
  UpdateExperimentDocument,
  type CopyExperimentInput,
  type CreateExperimentInput,
  type CreateProjectInput,
  type HaltExperimentInput,
  type HaltExperimentsInput,
  type HaltExperimentsMutation,
  type ResumeExperimentInput,
  type UpdateExperimentInput,
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
    deleteCheckpoint: async (input: { id: string; idempotencyKey?: string }) =>
      unwrap((await request(DeleteCheckpointDocument, keyed(input))).deleteCheckpoint).checkpoint,
    /** `secret` is the whole key, shown this once. */
    createApiKey: async () => unwrap((await request(CreateApiKeyDocument, keyed({}))).createApiKey),
    rotateApiKey: async () => unwrap((await request(RotateApiKeyDocument, keyed({}))).rotateApiKey),
    revokeApiKey: async () => unwrap((await request(RevokeApiKeyDocument, keyed({}))).revokeApiKey).apiKey,
    switchOrganization: async (input: { organizationId: string; idempotencyKey?: string }) =>
      unwrap((await request(SwitchOrganizationDocument, keyed(input))).switchOrganization).viewer,
  };
}
