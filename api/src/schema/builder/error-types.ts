import { AmbiguousEntryPointError, ChecksUnavailableError } from "../../domain/environment/errors.ts";
import type { DomainError } from "../../domain/errors.ts";
import {
  ForbiddenError,
  IdempotencyKeyReusedError,
  IncompleteCheckpointError,
  LimitError,
  NameTakenError,
  NoResourceClassError,
  NotAllowedError,
  NotFoundError,
  ValidationError,
  type FieldFault,
} from "../../domain/errors.ts";
import { builder } from "./builder.ts";
import { CheckpointContentEnum } from "./enums.ts";
import type { CheckpointContent } from "../../domain/checkpoint/contents.ts";

const ErrorInterface = builder.interfaceRef<DomainError>("Error").implement({
  description: "What may be expected to go wrong. `code` is stable, `message` is for people.",
  fields: (t) => ({ code: t.exposeString("code"), message: t.exposeString("message") }),
});

export const FieldFaultType = builder.objectRef<FieldFault>("FieldFault").implement({
  description: "What is wrong, and where in the input.",
  fields: (t) => ({
    path: t.exposeString("path", { description: "With dots, such as `manifest.training.max_steps`." }),
    message: t.exposeString("message"),
  }),
});

builder.objectType(ValidationError, {
  name: "ValidationError",
  interfaces: [ErrorInterface],
  fields: (t) => ({ fields: t.expose("fields", { type: [FieldFaultType] }) }),
});
builder.objectType(NotAllowedError, {
  name: "NotAllowedError",
  interfaces: [ErrorInterface],
  fields: (t) => ({ reason: t.exposeString("reason") }),
});
builder.objectType(IncompleteCheckpointError, {
  name: "IncompleteCheckpointError",
  interfaces: [ErrorInterface],
  fields: (t) => ({
    missing: t.field({
      type: [CheckpointContentEnum],
      resolve: (error) => error.missing as readonly CheckpointContent[],
    }),
  }),
});
builder.objectType(AmbiguousEntryPointError, {
  name: "AmbiguousEntryPointError",
  interfaces: [ErrorInterface],
  fields: (t) => ({
    availableEntryPoints: t.stringList({ resolve: (error) => [...error.availableEntryPoints] }),
  }),
});
builder.objectType(ChecksUnavailableError, { name: "ChecksUnavailableError", interfaces: [ErrorInterface] });
builder.objectType(NotFoundError, { name: "NotFoundError", interfaces: [ErrorInterface] });
builder.objectType(ForbiddenError, { name: "ForbiddenError", interfaces: [ErrorInterface] });
builder.objectType(NameTakenError, { name: "NameTakenError", interfaces: [ErrorInterface] });
builder.objectType(NoResourceClassError, { name: "NoResourceClassError", interfaces: [ErrorInterface] });
builder.objectType(IdempotencyKeyReusedError, { name: "IdempotencyKeyReusedError", interfaces: [ErrorInterface] });
builder.objectType(LimitError, { name: "LimitError", interfaces: [ErrorInterface] });
