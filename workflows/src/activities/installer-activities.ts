import { Context } from "@temporalio/activity";
import { advanceStage } from "../installer/advance-stage.ts";
import type { InstallerContext } from "../installer/installer-context.ts";
import { advanceProof } from "../installer/advance-proof.ts";
import { tidyHosts } from "../installer/tidy-hosts.ts";
import type { ClusterActivities } from "../flows/cluster-activities-contract.ts";

export const HEARTBEAT_MS = 1_000;

/** What reaches clusters. Each says that it lives while it works, and ends with its worker. */
export function createInstallerActivities(installer: InstallerContext): ClusterActivities {
  return {
    advanceStage: (request) => alive((signal) => advanceStage(installer, request, signal)),
    advanceProof: (request) => alive((signal) => advanceProof(installer, request, signal)),
    tidyHosts: (operationId) => alive(() => tidyHosts(installer, operationId)),
  };
}

async function alive<Answer>(work: (signal: AbortSignal) => Promise<Answer>): Promise<Answer> {
  const { cancellationSignal } = Context.current();
  const timer = setInterval(() => Context.current().heartbeat(), HEARTBEAT_MS);
  try {
    return await work(cancellationSignal);
  } finally {
    clearInterval(timer);
  }
}
