import type {
  CheckpointReference,
  HaltReceipt,
  HaltReconciliation,
  RaisingRequest,
  RungRecord,
} from "@arena/workflows/contract/halt";
import { builder } from "../builder/builder.ts";
import {
  EvidenceEnum,
  HaltChannelEnum,
  HaltModeEnum,
  NoCheckpointReasonEnum,
  RungNameEnum,
  RungOutcomeEnum,
} from "../builder/enums.ts";
import { PersonType } from "../viewer/person.ts";
import { encodeGlobalId } from "../builder/global-id.ts";
import { CheckpointType } from "../checkpoint/checkpoint.ts";

export const CheckpointReferenceType = builder.objectRef<CheckpointReference>("CheckpointReference").implement({
  description: "Which checkpoint, as the trainer's machine recorded it; stays when the checkpoint itself is deleted.",
  fields: (t) => ({
    id: t.id({ resolve: (reference) => encodeGlobalId("Checkpoint", reference.id) }),
    step: t.expose("step", { type: "SafeInt" }),
    sha256: t.exposeString("sha256"),
    checkpoint: t.field({
      type: CheckpointType,
      nullable: true,
      resolve: (reference, _args, context) => context.loaders.checkpoint.load(reference.id),
    }),
  }),
});

const HaltRungType = builder.objectRef<RungRecord>("HaltRung").implement({
  fields: (t) => ({
    name: t.expose("name", { type: RungNameEnum }),
    startedAt: t.field({ type: "DateTime", resolve: (rung) => new Date(rung.startedAt) }),
    endedAt: t.field({
      type: "DateTime",
      nullable: true,
      resolve: (rung) => (rung.endedAt === null ? null : new Date(rung.endedAt)),
    }),
    outcome: t.expose("outcome", { type: RungOutcomeEnum, nullable: true, description: "Null while the rung is lit." }),
  }),
});

const HaltReconciliationType = builder.objectRef<HaltReconciliation>("HaltReconciliation").implement({
  description: "What was found when the machine could be reached again. The only part of a receipt that is ever added.",
  fields: (t) => ({
    at: t.field({ type: "DateTime", resolve: (reconciliation) => new Date(reconciliation.at) }),
    processGroupEmpty: t.exposeBoolean("processGroupEmpty", { nullable: true }),
    checkpoint: t.expose("checkpoint", { type: CheckpointReferenceType, nullable: true }),
    message: t.exposeString("message"),
  }),
});

const RaisingRequestType = builder.objectRef<RaisingRequest>("RaisingRequest").implement({
  description: "One request that raised the mode of a halt; the first of them began it.",
  fields: (t) => ({
    mode: t.expose("mode", { type: HaltModeEnum }),
    requestedBy: t.field({
      type: PersonType,
      nullable: true,
      resolve: (request, _args, context) =>
        request.requestedByPersonId === null ? null : context.loaders.person.load(request.requestedByPersonId),
    }),
    requestedVia: t.expose("requestedVia", { type: HaltChannelEnum }),
    requestedAt: t.field({ type: "DateTime", resolve: (request) => new Date(request.requestedAt) }),
  }),
});

export const HaltReceiptType = builder.objectRef<HaltReceipt>("HaltReceipt").implement({
  description: "What a halt ended with. What was not looked at is null, never true.",
  fields: (t) => ({
    requestedBy: t.field({
      type: PersonType,
      nullable: true,
      resolve: (receipt, _args, context) =>
        receipt.requestedByPersonId === null ? null : context.loaders.person.load(receipt.requestedByPersonId),
    }),
    requestedVia: t.expose("requestedVia", { type: HaltChannelEnum }),
    requestedAt: t.field({ type: "DateTime", resolve: (receipt) => new Date(receipt.requestedAt) }),
    mode: t.expose("mode", { type: HaltModeEnum, description: "The hardest that was asked." }),
    requests: t.field({
      type: [RaisingRequestType],
      description: "Every request that raised the mode, oldest first; empty in receipts of before it was kept.",
      resolve: (receipt) => [...(receipt.requests ?? [])],
    }),
    checkpoint: t.expose("checkpoint", { type: CheckpointReferenceType, nullable: true }),
    noCheckpointReason: t.expose("noCheckpointReason", { type: NoCheckpointReasonEnum, nullable: true }),
    exitCode: t.exposeInt("exitCode", { nullable: true }),
    signal: t.exposeString("signal", { nullable: true }),
    processGroupEmpty: t.exposeBoolean("processGroupEmpty", { nullable: true }),
    evidence: t.expose("evidence", { type: EvidenceEnum }),
    resourcesReleased: t.exposeBoolean("resourcesReleased", { nullable: true }),
    verified: t.exposeBoolean("verified"),
    trainingComplete: t.exposeBoolean("trainingComplete", { nullable: true }),
    rungs: t.field({ type: [HaltRungType], resolve: (receipt) => [...receipt.rungs] }),
    reconciliation: t.expose("reconciliation", { type: HaltReconciliationType, nullable: true }),
  }),
});
