import { existsSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { inspectRun } from "../../launcher/inspect-run.ts";
import { INSPECT_OPTION } from "../../launcher/program-options.ts";
import type { StartedClaim } from "../../launcher/run-records.ts";
import { log } from "../log.ts";
import { persist, type Persistence } from "./persist.ts";
import type { RayApi, RayNode } from "./ray-api.ts";
import { entrypointOf, RUNTIME_ENVIRONMENT } from "./ray-entrypoint.ts";
import { readRayJob, recordNextInspection } from "./ray-job-record.ts";
import { isOver } from "./ray-launch.ts";
import type { RunAtHome } from "./run-gateway.ts";

const POLL_INTERVAL_MS = 500;
const PAUSE_MS = 2_000;
/** A worker that is started again comes back within this; after it, nothing can be said of what ran there. */
const NODE_BACK_WITHIN_MS = 30_000;
const INSPECTED_WITHIN_MS = 60_000;
/** Of the resource that every node has by its address, and whose sum is one: it places a job there or nowhere. */
const PLACEMENT_SHARE = 0.001;

/** Looks at a run on the node where its launcher was, by a job that can run nowhere else. */
export class RayInspection {
  readonly #api: RayApi;
  readonly #program: string;
  readonly #nodeGoneSince = new Map<string, number>();

  constructor(api: RayApi, program: string) {
    this.#api = api;
    this.#program = program;
  }

  async run(run: RunAtHome, claim: StartedClaim, option: string, wanted: Persistence): Promise<void> {
    const node = await persist(`node of run ${run.runId}`, wanted, () => this.#nodeOf(run, claim));
    if (node === null) return this.#withoutNode(run, claim, wanted);
    this.#nodeGoneSince.delete(run.runId);
    await this.#lookOn(node, run, option, wanted);
    if (!existsSync(run.files.ended)) await pause(PAUSE_MS, undefined, { signal: wanted.signal });
  }

  /** Of a run that has ended without a proof: once, and only if its node is there again. */
  async again(run: RunAtHome, claim: StartedClaim, wanted: Persistence): Promise<void> {
    const node = await this.#nodeOf(run, claim);
    if (node !== null) await this.#lookOn(node, run, INSPECT_OPTION, wanted);
  }

  async #lookOn(node: RayNode, run: RunAtHome, option: string, wanted: Persistence): Promise<void> {
    const submissionId = recordNextInspection(run.files, run.runId);
    const request = {
      submission_id: submissionId,
      entrypoint: entrypointOf(this.#program, run.files.directory, option),
      entrypoint_resources: { [`node:${node.address}`]: PLACEMENT_SHARE },
      metadata: { arena_run: run.runId },
      runtime_env: RUNTIME_ENVIRONMENT,
    };
    await persist(`submitting job ${submissionId}`, wanted, async () => {
      if ((await this.#api.job(submissionId)) === null) await this.#api.submit(request);
    });
    await this.#untilOver(submissionId, wanted);
  }

  /** By what the launcher has said of it, else by what Ray remembers of its job. Null: it is not there now. */
  async #nodeOf({ files }: RunAtHome, claim: StartedClaim): Promise<RayNode | null> {
    const living = (await this.#api.nodes()).filter((node) => node.alive);
    const said = claim.node;
    if (said !== undefined) {
      // By name first: another node may have the address by now.
      const byName = living.find((node) => node.name === said.hostname);
      const found = byName ?? living.find((node) => node.address === said.address);
      if (found !== undefined || said.address !== null) return found ?? null;
    }
    const record = readRayJob(files);
    const job = record === null ? null : await this.#api.job(record.submissionId);
    return living.find((node) => node.id === job?.driver_node_id) ?? null;
  }

  async #withoutNode(run: RunAtHome, claim: StartedClaim, wanted: Persistence): Promise<void> {
    const now = performance.now();
    const since = this.#nodeGoneSince.get(run.runId) ?? now;
    this.#nodeGoneSince.set(run.runId, since);
    if (now - since < NODE_BACK_WITHIN_MS) {
      await pause(PAUSE_MS, undefined, { signal: wanted.signal });
      return;
    }
    log(`the node of run ${run.runId} is gone: what ran there cannot be looked at`);
    await inspectRun(run.files, run.runId, claim, "ELSEWHERE");
    this.#nodeGoneSince.delete(run.runId);
  }

  async #untilOver(submissionId: string, wanted: Persistence): Promise<void> {
    const deadline = performance.now() + INSPECTED_WITHIN_MS;
    while (performance.now() < deadline) {
      const job = await persist(`job ${submissionId}`, wanted, () => this.#api.job(submissionId));
      if (job === null) return;
      if (isOver(job)) {
        if (job.status !== "SUCCEEDED") log(`inspection ${submissionId}: ${job.status}: ${job.message ?? ""}`);
        await this.#api.delete(submissionId).catch(() => undefined);
        return;
      }
      await pause(POLL_INTERVAL_MS, undefined, { signal: wanted.signal });
    }
    log(`inspection ${submissionId} did not come to an end`);
    await this.#api.stop(submissionId).catch(() => undefined);
  }
}
