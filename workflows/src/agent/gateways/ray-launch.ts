import { readdirSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { UNDER_RAY_OPTION } from "../../launcher/program-options.ts";
import { log } from "../log.ts";
import { persist, type Persistence } from "./persist.ts";
import type { RayApi, RayJob } from "./ray-api.ts";
import { entrypointOf, RUNTIME_ENVIRONMENT } from "./ray-entrypoint.ts";
import { readRayJob, recordNextRayJob } from "./ray-job-record.ts";
import { demandOf, whyNoNodeFits, type RayDemand } from "./ray-resources.ts";
import type { LaunchResources, RunAtHome } from "./run-gateway.ts";

const POLL_INTERVAL_MS = 500;
/** Ray begins a job that fits within seconds; where it does not, somebody will ask why. */
const USUAL_START_MS = 15_000;

const NOT_BEGUN = "Ray has not begun its job, though a worker has what it asks for; others may use that";

export const isOver = (job: RayJob): boolean => job.status !== "PENDING" && job.status !== "RUNNING";

/** One job of Ray that brings a run its launcher. */
export class RayLaunch {
  readonly #api: RayApi;
  readonly #program: string;
  readonly #epoch: () => number | null;

  constructor(api: RayApi, program: string, epoch: () => number | null) {
    this.#api = api;
    this.#program = program;
    this.#epoch = epoch;
  }

  /** Until the run is claimed, or its job is over: with the reason. */
  async run(run: RunAtHome, resources: LaunchResources | null, wanted: Persistence): Promise<string> {
    const submissionId = (await this.#underWay(run, wanted)) ?? (await this.#submit(run, resources, wanted));
    let said: string | null = null;
    const askedAt = performance.now();
    for (;;) {
      await pause(POLL_INTERVAL_MS, undefined, { signal: wanted.signal });
      // A listing shows what another machine has written meanwhile.
      readdirSync(run.files.directory);
      if (wanted.calledOff()) return "claimed";
      const job = await persist(`job ${submissionId}`, wanted, () => this.#api.job(submissionId));
      if (job === null) return "Ray does not know the job any more";
      if (isOver(job)) return `${job.status}: ${job.message ?? "without a message"}`;
      if (job.status === "PENDING") said = await this.#sayWhy(run, resources, wanted, { askedAt, said });
    }
  }

  /** What was asked for before, perhaps by an agent that did not live to see the answer. */
  async #underWay({ files }: RunAtHome, wanted: Persistence): Promise<string | null> {
    const record = readRayJob(files);
    if (record === null || record.attempt === 0) return null;
    const { submissionId } = record;
    const job = await persist(`job ${submissionId}`, wanted, () => this.#api.job(submissionId));
    if (job === null) return null;
    if (!isOver(job)) return submissionId;
    await this.#api.delete(submissionId).catch(() => undefined);
    return null;
  }

  async #submit(run: RunAtHome, resources: LaunchResources | null, wanted: Persistence): Promise<string> {
    const epoch = this.#epoch();
    if (epoch === null) throw new Error("not registered yet");
    const demand = await this.#demand(resources, wanted);
    const { submissionId } = recordNextRayJob(run.files, run.runId, epoch);
    const request = {
      submission_id: submissionId,
      entrypoint: entrypointOf(this.#program, run.files.directory, UNDER_RAY_OPTION),
      ...demand,
      metadata: { arena_run: run.runId },
      runtime_env: RUNTIME_ENVIRONMENT,
    };
    await persist(`submitting job ${submissionId}`, wanted, async () => {
      // After an answer that did not come, the job may be there: an id is asked for before it is given again.
      if ((await this.#api.job(submissionId)) === null) await this.#api.submit(request);
    });
    return submissionId;
  }

  #demand(resources: LaunchResources | null, wanted: Persistence): Promise<RayDemand> {
    return persist("nodes of Ray", wanted, async () => demandOf(resources, await this.#api.nodes()));
  }

  /** Ray only says after 15 minutes that nothing fits. */
  async #sayWhy(
    { runId }: RunAtHome,
    resources: LaunchResources | null,
    wanted: Persistence,
    { askedAt, said }: { readonly askedAt: number; readonly said: string | null },
  ): Promise<string | null> {
    const nodes = await persist("nodes of Ray", wanted, () => this.#api.nodes());
    const isLate = performance.now() - askedAt > USUAL_START_MS;
    const why = whyNoNodeFits(demandOf(resources, nodes), nodes) ?? (isLate ? NOT_BEGUN : null);
    if (why !== null && why !== said) log(`run ${runId} waits: ${why}`);
    return why;
  }
}
