import { resolve } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import type { StageAnswer } from "../../contract/cluster-operation.ts";
import type { KubeFailure } from "../../preflight/kubernetes/cluster-facts.ts";
import type { KubeEvent, KubePod } from "../../preflight/kubernetes/pod-trouble.ts";
import { isAway } from "../../preflight/kubernetes/read-kube-failure.ts";
import { rolloutCheck, troubleWords, viewRollout, type KubeDeployment } from "../../preflight/kubernetes/rollout.ts";
import { failed, running, type HostStageEnd } from "../host-stage.ts";
import { payloadOf } from "../host-files.ts";
import { failedOf, type HelmWork } from "./helm-work.ts";
import { followLocalStage, localState } from "./follow-local-stage.ts";
import { keepWatch } from "./keep-watch.ts";
import { unreachableCheck } from "./run-helm-preflight.ts";

const PROGRAMS_SECONDS = 3;
const FOLLOW_MS = 6_000;
const LOOK_MS = 500;

/** Gives the head its programs, and follows the pods until all of them are ready, or one of them never will be. */
export async function advanceRollout(work: HelmWork): Promise<StageAnswer> {
  const programs = await followLocalStage(work, scriptOf(work), undefined, PROGRAMS_SECONDS);
  if (work.request.isAborted) return programs.kind === "RUNNING" ? running(null) : failed("It was aborted.");
  const until = Date.now() + FOLLOW_MS;
  for (;;) {
    const answer = await look(work, programs);
    const isOpen = answer.state === "RUNNING" && programs.kind === "DONE";
    if (!isOpen || Date.now() >= until || work.signal.aborted) return answer;
    await pause(LOOK_MS);
  }
}

function scriptOf({ order, context }: HelmWork): readonly string[] {
  const { release, namespace } = order.options.helm!;
  const { path, sha256 } = payloadOf(context.payloadDirectory, order.payloadSha256!);
  return ["remote/programs.sh", release, namespace, String(context.helm.rolloutSeconds), resolve(path), sha256];
}

async function look(work: HelmWork, programs: HostStageEnd): Promise<StageAnswer> {
  const { kube, order, context, log } = work;
  const { release, namespace } = order.options.helm!;
  const selector = encodeURIComponent(`app.kubernetes.io/instance=${release},app.kubernetes.io/name=arena-train`);
  const [deployments, pods, events] = await Promise.all([
    kube.get<{ items: KubeDeployment[] }>(
      `/apis/apps/v1/namespaces/${namespace}/deployments?labelSelector=${selector}`,
    ),
    kube.get<{ items: KubePod[] }>(`/api/v1/namespaces/${namespace}/pods?labelSelector=${selector}`),
    kube.get<{ items: KubeEvent[] }>(`/api/v1/namespaces/${namespace}/events?fieldSelector=type%3DWarning&limit=500`),
  ]);
  const failure = deployments.failure ?? pods.failure;
  if (failure !== null) return refused(work, failure);
  const found = {
    deployments: deployments.content!.items,
    pods: pods.content!.items,
    events: events.content?.items ?? [],
  };
  const { isReady, words, trouble } = viewRollout(found);
  if (isReady && programs.kind === "DONE") return { state: "DONE", message: words };
  const watch = await keepWatch(localState(work), trouble?.family ?? null);
  const message = trouble === null ? words : troubleWords(trouble);
  if (watch.isNew) await log.say(trouble === null ? words : message);
  const { rolloutSeconds, troubleSeconds } = context.helm;
  const isOverdue = watch.lastsMs >= rolloutSeconds * 1_000;
  const isStuck = trouble !== null && (trouble.isFinal || watch.troubleMs >= troubleSeconds * 1_000);
  if (isOverdue || isStuck) {
    await followLocalStage(work, scriptOf(work), "end", 1);
    const check = rolloutCheck(trouble, words, rolloutSeconds);
    return failedOf(work, check, check.observed);
  }
  if (programs.kind === "FAILED") return failed(programs.message);
  return running(message);
}

function refused(work: HelmWork, failure: KubeFailure): Promise<StageAnswer> | StageAnswer {
  const check = unreachableCheck(work, failure);
  return isAway(failure) ? { state: "UNREACHABLE", message: check.observed } : failedOf(work, check, check.observed);
}
