import type { Environment } from "@arena/database/generated/client/client";
import type { EnvironmentProfile } from "../../domain/environment/workshop.ts";
import { builder } from "../builder/builder.ts";

export const EnvironmentType = builder.objectRef<Environment>("Environment");

const EnvironmentProfileType = builder.objectRef<EnvironmentProfile>("EnvironmentProfile").implement({
  description: "What one environment needs of a machine while random actions step it as fast as it can.",
  fields: (t) => ({
    stepsPerSecond: t.float({ resolve: (profile) => profile.steps_per_second }),
    averageCpuPercent: t.float({ resolve: (profile) => profile.avg_cpu_per_env, description: "Of one processor." }),
    peakCpuPercent: t.float({ resolve: (profile) => profile.peak_cpu_per_env }),
    memoryGigabytes: t.float({ resolve: (profile) => profile.memory_per_env_gb }),
  }),
});

builder.node(EnvironmentType, {
  description: "What an agent learns in: one that ships with Arena, or a version of one that was uploaded.",
  id: { resolve: (environment) => environment.id },
  fields: (t) => ({
    name: t.exposeString("name"),
    version: t.exposeString("version"),
    custom: t.boolean({
      description: "Uploaded by the organization; else it ships with Arena.",
      resolve: (environment) => environment.organizationId !== null,
    }),
    description: t.exposeString("description"),
    category: t.exposeString("category"),
    observationType: t.exposeString("observationType", { description: "Empty until it is validated." }),
    actionType: t.exposeString("actionType", { description: "Empty until it is validated." }),
    algorithms: t.exposeStringList("algorithms"),
    valid: t.exposeBoolean("valid", {
      description: "Of a custom one: its source, as it is now, has passed the checks.",
    }),
    invalidReason: t.exposeString("invalidReason", { nullable: true, description: "Null when valid." }),
    entryPoint: t.exposeString("entryPoint", {
      nullable: true,
      description: "`module:Class` that was validated last. Null: none yet, or it ships with Arena.",
    }),
    entryPoints: t.exposeStringList("entryPoints", { description: "All that the source has." }),
    validatedAt: t.expose("validatedAt", { type: "DateTime", nullable: true }),
    profiledAt: t.expose("profiledAt", { type: "DateTime", nullable: true }),
    profile: t.field({
      type: EnvironmentProfileType,
      nullable: true,
      resolve: (environment) => environment.profile as unknown as EnvironmentProfile | null,
    }),
    sourceSizeBytes: t.expose("sourceSizeBytes", {
      type: "SafeInt",
      nullable: true,
      description: "As uploaded. Null: it ships with Arena.",
    }),
    uploadedAt: t.expose("createdAt", { type: "DateTime" }),
  }),
});
