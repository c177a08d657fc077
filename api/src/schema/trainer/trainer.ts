import {
  CATALOGUE,
  findAlgorithm,
  findEnvironment,
  type CatalogueAlgorithm,
  type CatalogueEnvironment,
} from "../../../../trainers/classic/src/catalogue.ts";
import { resolveManifest } from "../../../../trainers/classic/src/defaults.ts";
import { builder } from "../builder/builder.ts";

const TrainerAlgorithm = builder.objectRef<CatalogueAlgorithm>("TrainerAlgorithm").implement({
  fields: (t) => ({
    name: t.exposeString("name"),
    title: t.exposeString("title"),
    family: t.exposeString("family"),
    actionTypes: t.stringList({ resolve: (algorithm) => [...algorithm.actionTypes] }),
  }),
});

const TrainerEnvironment = builder.objectRef<CatalogueEnvironment>("TrainerEnvironment").implement({
  fields: (t) => ({
    name: t.exposeString("name"),
    version: t.exposeString("version"),
    category: t.exposeString("category"),
    observationType: t.exposeString("observationType"),
    observationSize: t.exposeInt("observationSize"),
    actionType: t.exposeString("actionType"),
    actionSize: t.exposeInt("actionSize", { description: "Choices when discrete, dimensions when continuous." }),
    maxEpisodeSteps: t.exposeInt("maxEpisodeSteps"),
    algorithms: t.stringList({
      description: "Those that fit it.",
      resolve: (environment) => [...environment.algorithms],
    }),
  }),
});

const TrainerType = builder.objectRef<typeof CATALOGUE>("Trainer").implement({
  description: "The program that learns, and what it declares that it can run.",
  fields: (t) => ({
    name: t.string({ resolve: (catalogue) => catalogue.trainer.name }),
    version: t.string({ resolve: (catalogue) => catalogue.trainer.version }),
    algorithms: t.field({ type: [TrainerAlgorithm], resolve: (catalogue) => catalogue.algorithms }),
    environments: t.field({ type: [TrainerEnvironment], resolve: (catalogue) => catalogue.environments }),
    defaults: t.field({
      type: "Manifest",
      nullable: true,
      args: { algorithm: t.arg.string({ required: true }), environment: t.arg.string({ required: true }) },
      description: "The resolved manifest of these two with nothing else said; null when they do not fit.",
      resolve: (_catalogue, args) =>
        findAlgorithm(args.algorithm) && findEnvironment(args.environment)
          ? resolveManifest({ algorithm: { name: args.algorithm }, environment: { name: args.environment } }).manifest
          : null,
    }),
  }),
});

builder.queryField("trainers", (t) => t.field({ type: [TrainerType], resolve: () => [CATALOGUE] }));
