import { isAllowed } from "../../access/permissions.ts";
import type { Context } from "../../context.ts";

type Load = (context: Context, id: string) => Promise<object | null>;

/** How `node(id)` reads each type. All of them see the viewer's organization only. */
export const NODE_LOADERS: Readonly<Record<string, Load>> = {
  Organization: (context, id) => context.loaders.organization.load(id),
  Project: (context, id) => context.loaders.project.load(id),
  Experiment: (context, id) => context.loaders.experiment.load(id),
  Run: (context, id) => context.loaders.run.load(id),
  Checkpoint: async (context, id) => {
    const checkpoint = await context.loaders.checkpoint.load(id);
    return checkpoint?.state === "LIVE" ? checkpoint : null;
  },
  ResourceClass: (context, id) => context.loaders.resourceClass.load(id),
  ClusterOperation: async (context, id) =>
    context.viewer !== null && isAllowed(context.viewer, "on_prem:manage")
      ? context.loaders.clusterOperation.load(id)
      : null,
  Environment: (context, id) => context.loaders.environment.load(id),
  ActivityRecord: async (context, id) =>
    context.viewer?.role === "MANAGER" ? context.loaders.activityRecord.load(id) : null,
  Person: async (context, id) => {
    const organizationId = context.viewer?.organizationId;
    if (organizationId === undefined) return null;
    const members = await context.loaders.membersOfOrganization.load(organizationId);
    return members.some((member) => member.personId === id) ? context.loaders.person.load(id) : null;
  },
  ApiKey: (context, id) =>
    context.database.prisma.apiKey.findFirst({ where: { id, personId: context.viewer?.personId ?? id } }),
};
