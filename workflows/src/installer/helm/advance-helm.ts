import type { StageAnswer } from "../../contract/cluster-operation.ts";
import type { StageRequest } from "../../flows/cluster-activities-contract.ts";
import { chartFailure } from "../../preflight/kubernetes/chart-failure.ts";
import { isFailure } from "../../preflight/kubernetes/cluster-facts.ts";
import { releaseCheck } from "../../preflight/kubernetes/release-check.ts";
import { isAway } from "../../preflight/kubernetes/read-kube-failure.ts";
import type { InstallerContext } from "../installer-context.ts";
import { failed, running } from "../host-stage.ts";
import type { OperationOrder } from "../operation-records.ts";
import { StageLog } from "../stage-log.ts";
import { advanceRollout } from "./advance-rollout.ts";
import { followLocalStage } from "./follow-local-stage.ts";
import { findRelease } from "./gather-facts.ts";
import { expectationOf } from "./helm-expectation.ts";
import { failedOf, type HelmWork } from "./helm-work.ts";
import { Kube } from "./kube.ts";
import { operationPlace } from "./operation-place.ts";
import { runHelmPreflight, unreachableCheck } from "./run-helm-preflight.ts";

const CHART_SECONDS = 180;
/** The grace of the pods, and what the cluster needs beside it. */
const DOWN_SECONDS = 270;

/** One look at a stage of a cluster of Kubernetes: its script runs on this server, in a session of its own. */
export async function advanceHelm(
  context: InstallerContext,
  order: OperationOrder,
  request: StageRequest,
  signal: AbortSignal,
): Promise<StageAnswer> {
  const place = await operationPlace(context.helm, context.keyring, order);
  if (place === null) return failed("The operation has ended, and its files are gone.");
  const kube = new Kube(place, signal);
  const work: HelmWork = { context, order, request, place, kube, log: new StageLog(context.pool, request), signal };
  switch (request.stage) {
    case "PREFLIGHT":
      return request.isAborted ? failed("It was not begun.") : runHelmPreflight(work);
    case "ROLLOUT":
      return advanceRollout(work);
    default:
      return advanceScript(work);
  }
}

async function advanceScript(work: HelmWork): Promise<StageAnswer> {
  const { request } = work;
  if (!request.isAborted) {
    const refusal = await refuseOther(work);
    if (refusal !== null) return refusal;
  }
  const end = await followLocalStage(work, scriptOf(work));
  switch (end.kind) {
    case "DONE":
      return { state: "DONE", message: null };
    case "FAILED":
      return failedOf(work, request.stage === "CHART" ? chartFailure(end.message) : null, end.message);
    default:
      return running(null);
  }
}

function scriptOf({ request, order }: HelmWork): readonly string[] {
  const { release, namespace, storage } = order.options.helm!;
  switch (request.stage) {
    case "CHART": {
      const values =
        storage.kind === "CLAIM"
          ? ["storage.type=claim", `storage.claim=${storage.claim}`]
          : storage.kind === "NFS"
            ? ["storage.type=nfs", `storage.nfs.server=${storage.server}`, `storage.nfs.path=${storage.path}`]
            : [];
      return ["remote/chart.sh", release, namespace, order.resourceClassId, String(CHART_SECONDS), ...values];
    }
    case "RELEASE_DOWN":
      return ["remote/scale-down.sh", release, namespace, String(DOWN_SECONDS)];
    case "RELEASE_REMOVE":
      return ["remote/remove.sh", release, namespace, String(DOWN_SECONDS)];
    default:
      throw new Error(`${request.stage} is no stage of Helm`);
  }
}

/** A release of another class is neither changed nor removed, also where it came after the preflight. */
async function refuseOther(work: HelmWork): Promise<StageAnswer | null> {
  const { kube, order } = work;
  const target = order.options.helm!;
  const found = await findRelease(kube, target);
  if (isFailure(found)) {
    const check = unreachableCheck(work, found);
    return isAway(found)
      ? { state: "UNREACHABLE", message: check.observed, checks: [check] }
      : failedOf(work, check, check.observed);
  }
  const check = releaseCheck(found, expectationOf(order));
  return check.outcome === "FAILED" ? failedOf(work, check, check.observed) : null;
}
