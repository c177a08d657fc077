import type { SetupType } from "../../bundle/bundle-input.ts";
import type { ConfigurationTab } from "../../bundle/configuration-tabs.ts";
import type { Deployment } from "../../domain/resource-class/describe-deployment.ts";
import { builder } from "../builder/builder.ts";

export const SetupTypeEnum = builder.enumType("SetupType", {
  description: "How a cluster is installed.",
  values: { DOCKER_SWARM: { value: "dockerSwarm" as SetupType }, HELM: { value: "helm" as SetupType } },
});

const ConfigurationTabType = builder.objectRef<ConfigurationTab>("ConfigurationTab").implement({
  description: "A file of the bundle, as it is shown.",
  fields: (t) => ({
    name: t.exposeString("name"),
    language: t.exposeString("language", { description: "`markdown`, `ini` or `yaml`." }),
    content: t.exposeString("content"),
  }),
});

export const DeploymentType = builder.objectRef<Deployment>("Deployment").implement({
  description: "How a class's cluster is set up. Holds secrets: for Managers of an Enterprise organization alone.",
  fields: (t) => ({
    installCommand: t.exposeString("installCommand"),
    teardownCommand: t.exposeString("teardownCommand"),
    clientSettings: t.exposeStringList("clientSettings", {
      description: "What the command-line client must know of this server, as typed into a shell.",
    }),
    tabs: t.field({ type: [ConfigurationTabType], resolve: (deployment) => [...deployment.tabs] }),
    notices: t.exposeStringList("notices", {
      description: "What will not work as the bundle is, each with its remedy; for people.",
    }),
    unavailable: t.exposeString("unavailable", {
      nullable: true,
      description: "Why there is nothing to install from, such as revoked keys; null when there is.",
    }),
  }),
});
