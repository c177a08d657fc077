import type { Run } from "@arena/database/generated/client/client";
import { readLogs } from "@arena/database/logs";
import { metricNames, readMetrics } from "@arena/database/metrics";
import { readRunEvents } from "@arena/database/run-events";
import type { HaltReceipt } from "@arena/workflows/contract/halt";
import { builder } from "../builder/builder.ts";
import { ExperimentStatusEnum, RunCauseEnum, RunPhaseEnum } from "../builder/enums.ts";
import { present } from "../builder/present.ts";
import { pageSize } from "../builder/page-size.ts";
import { CheckpointType } from "../checkpoint/checkpoint.ts";
import { ExperimentType } from "../experiment/experiment.ts";
import { ResourceClassType } from "../resource-class/resource-class.ts";
import { PersonType } from "../viewer/person.ts";
import { HaltReceiptType } from "./halt-receipt.ts";
import { HaltRequestType } from "./halt-request.ts";
import { HeldPlaceType } from "./held-place.ts";
import { LogLineType, MetricSeriesType, RunEventType } from "./run-data.ts";

export const RunType = builder.objectRef<Run>("Run");

builder.node(RunType, {
  description: "One execution of an experiment.",
  id: { resolve: (run) => run.id },
  fields: (t) => ({
    number: t.exposeInt("number", { description: "Starts at 1." }),
    experiment: t.field({
      type: ExperimentType,
      nullable: true,
      resolve: (run, _args, context) => context.loaders.experiment.load(run.experimentId),
    }),
    status: t.expose("status", { type: ExperimentStatusEnum }),
    phase: t.expose("phase", { type: RunPhaseEnum, nullable: true }),
    cause: t.expose("cause", { type: RunCauseEnum, nullable: true }),
    causeMessage: t.exposeString("causeMessage", { nullable: true }),
    manifest: t.expose("manifest", { type: "Manifest", description: "Resolved: every value that the trainer uses." }),
    unreachableSince: t.expose("unreachableSince", { type: "DateTime", nullable: true }),
    createdAt: t.expose("createdAt", { type: "DateTime" }),
    grantedAt: t.expose("grantedAt", { type: "DateTime", nullable: true, description: "When capacity was given." }),
    startedAt: t.expose("startedAt", { type: "DateTime", nullable: true }),
    endedAt: t.expose("endedAt", { type: "DateTime", nullable: true }),
    step: t.expose("step", { type: "SafeInt", description: "Environment steps, summed over environments." }),
    startStep: t.expose("startStep", { type: "SafeInt", description: "Where it resumed; 0 when it began anew." }),
    maxSteps: t.expose("maxSteps", { type: "SafeInt" }),
    bestScore: t.exposeFloat("bestScore", { nullable: true }),
    bestFitness: t.exposeFloat("bestFitness", { nullable: true }),
    resourceClass: t.field({
      type: ResourceClassType,
      nullable: true,
      resolve: (run, _args, context) => context.loaders.resourceClass.load(run.resourceClassId),
    }),
    requestedBy: t.field({
      type: PersonType,
      nullable: true,
      resolve: (run, _args, context) =>
        run.requestedBy === null ? null : context.loaders.person.load(run.requestedBy),
    }),
    resumedFrom: t.field({
      type: CheckpointType,
      nullable: true,
      resolve: (run, _args, context) =>
        run.resumeCheckpointId === null ? null : context.loaders.checkpoint.load(run.resumeCheckpointId),
    }),
    queuePlace: t.int({
      nullable: true,
      description: "1 is next; null when it does not wait for capacity.",
      resolve: async (run, _args, context) =>
        run.status === "PENDING" ? ((await context.loaders.queuePlace.load(run.id))?.value ?? null) : null,
    }),
    waitingFor: t.string({
      nullable: true,
      description: "What a Pending run waits for.",
      resolve: (run) => (run.status === "PENDING" ? run.waitingFor : null),
    }),
    checkpoints: t.field({
      type: [CheckpointType],
      description: "Newest first.",
      resolve: async (run, _args, context) => [...(await context.loaders.checkpointsOfRun.load(run.id))],
    }),
    metricNames: t.stringList({ resolve: (run, _args, context) => metricNames(context.database.pool, run.id) }),
    metrics: t.field({
      type: [MetricSeriesType],
      complexity: { field: 10, multiplier: 10 },
      args: {
        names: t.arg.stringList({ description: "All when left out." }),
        from: t.arg({ type: "SafeInt", description: "First step, inclusive." }),
        to: t.arg({ type: "SafeInt", description: "Last step, inclusive." }),
        maxPoints: t.arg.int({ description: "A series: each bucket keeps its minimum and maximum." }),
      },
      resolve: (run, args, context) => readMetrics(context.database.pool, run.id, present(args)),
    }),
    logs: t.field({
      type: [LogLineType],
      complexity: { field: 10, multiplier: 10 },
      args: {
        first: t.arg.int(),
        afterSequence: t.arg({ type: "SafeInt" }),
        level: t.arg.string(),
        text: t.arg.string({ description: "Found anywhere in the message, letters of either case." }),
      },
      description: "In their order, after a sequence.",
      resolve: (run, { first, ...rest }, context) =>
        readLogs(context.database.pool, run.id, { ...present(rest), first: pageSize(first, 1_000) }),
    }),
    events: t.field({
      type: [RunEventType],
      complexity: { field: 10, multiplier: 10 },
      args: { first: t.arg.int(), afterSequence: t.arg({ type: "SafeInt" }) },
      description: "In their order, after a sequence.",
      resolve: (run, { first, ...rest }, context) =>
        readRunEvents(context.database.pool, run.id, { ...present(rest), first: pageSize(first, 1_000) }),
    }),
    eventSequence: t.expose("eventSequence", { type: "SafeInt", description: "Of the newest event." }),
    halt: t.field({
      type: HaltRequestType,
      nullable: true,
      resolve: async (run, _args, context) => {
        const intent = await context.loaders.intent.load(run.id);
        return intent?.haltId == null ? null : { ...intent, resourceClassId: run.resourceClassId };
      },
    }),
    receipt: t.field({
      type: HaltReceiptType,
      nullable: true,
      resolve: (run) => run.receipt as unknown as HaltReceipt | null,
    }),
    heldPlace: t.field({
      type: HeldPlaceType,
      nullable: true,
      description: "Null when the run holds no place beyond its end.",
      resolve: (run, _args, context) => context.loaders.heldPlace.load(run.id),
    }),
    cleanupError: t.exposeString("cleanupError", { nullable: true, description: "Never changes the outcome." }),
  }),
});
