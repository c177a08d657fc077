import type { ClusterOperationInput, Gate, HostRole, OperationKind, StageName } from "../contract/cluster-operation.ts";

export interface PlannedStage {
  readonly name: StageName;
  /** Opened by the operation before the stage may begin. */
  readonly gate: Gate | null;
  /** Why it is left out; null: it is not. */
  readonly leftOut: string | null;
}

const NO_GPUS = "the class has no GPUs";
const stage = (name: StageName, gate: Gate | null = null, leftOut: string | null = null): PlannedStage => ({
  name,
  gate,
  leftOut,
});

/** What is done on one host, in order. */
export function stagePlan(
  { kind, driver, options }: Pick<ClusterOperationInput, "kind" | "driver" | "options">,
  role: HostRole,
): readonly PlannedStage[] {
  if (driver === "HELM") return helmPlan(kind);
  if (driver === "EXTERNAL" && options.helm !== undefined) return unchecked(helmPlan(kind));
  const plan = swarmPlan({ kind, options }, role);
  return driver === "EXTERNAL" ? unchecked(plan) : plan;
}

/** Who installs by hand has no server that looks at hosts first. */
function unchecked(plan: readonly PlannedStage[]): readonly PlannedStage[] {
  return plan.filter(({ name }) => name !== "PREFLIGHT");
}

function swarmPlan(
  { kind, options }: Pick<ClusterOperationInput, "kind" | "options">,
  role: HostRole,
): readonly PlannedStage[] {
  switch (kind) {
    case "INSTALL": {
      const gpu = options.gpus ? null : NO_GPUS;
      const own = [stage("DOCKER"), stage("NVIDIA_DRIVER", null, gpu), stage("NVIDIA_TOOLKIT", null, gpu)];
      return role === "MANAGER"
        ? [stage("PREFLIGHT"), ...own, stage("SWARM_INIT"), stage("NODE_LABELS"), stage("DEPLOY", "WORKERS_SETTLED")]
        : [stage("PREFLIGHT"), ...own, stage("SWARM_JOIN", "SWARM_READY"), stage("NODE_LABELS")];
    }
    case "DOWN":
      return role === "MANAGER" ? [stage("STACK_DOWN")] : [];
    case "TEARDOWN": {
      const leave = (gate: Gate): readonly PlannedStage[] => (options.leaveSwarm ? [stage("SWARM_LEAVE", gate)] : []);
      return role === "MANAGER" ? [stage("STACK_REMOVE"), ...leave("WORKERS_SETTLED")] : leave("STACK_REMOVED");
    }
    case "PROOF":
      return [];
  }
}

function helmPlan(kind: OperationKind): readonly PlannedStage[] {
  switch (kind) {
    case "INSTALL":
      return [stage("PREFLIGHT"), stage("CHART"), stage("ROLLOUT")];
    case "DOWN":
      return [stage("RELEASE_DOWN")];
    case "TEARDOWN":
      return [stage("RELEASE_REMOVE")];
    case "PROOF":
      return [];
  }
}

/** Which stage of which host opens a gate; `WORKERS_SETTLED` is opened when no worker has anything left to do. */
export const OPENED_BY: Readonly<Partial<Record<StageName, Gate>>> = {
  SWARM_INIT: "SWARM_READY",
  STACK_REMOVE: "STACK_REMOVED",
};
