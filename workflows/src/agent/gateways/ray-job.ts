import { existsSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { INSPECT_OPTION, TAKE_OVER_OPTION } from "../../launcher/program-options.ts";
import type { StartedClaim } from "../../launcher/run-records.ts";
import { log } from "../log.ts";
import type { AgentSettings, RaySettings } from "../settings.ts";
import { LauncherPulse } from "./launcher-pulse.ts";
import { CalledOffError, persist, reasonOf, type Persistence } from "./persist.ts";
import { RayApi } from "./ray-api.ts";
import { RayInspection } from "./ray-inspection.ts";
import { readRayJob } from "./ray-job-record.ts";
import { isOver, RayLaunch } from "./ray-launch.ts";
import type { LaunchResources, RunAtHome, RunGateway } from "./run-gateway.ts";

const ASK_INTERVAL_MS = 2_000;
const TIDY_ATTEMPTS = 6;

/** Of one claimed run: when it was last heard, and when Ray was last asked about it. */
interface Watched {
  readonly pulse: LauncherPulse;
  askedAt: number;
}

/**
 * Launchers are started by jobs of a Ray cluster, on workers that share the home's directory. What they write there is
 * what counts; Ray is asked to bring them, and about those that are not heard any more. Its word that a job has stopped
 * proves nothing of the run's processes.
 */
export class RayJobGateway implements RunGateway {
  readonly #abort = new AbortController();
  readonly #api: RayApi;
  readonly #launch: RayLaunch;
  readonly #inspection: RayInspection;
  readonly #watched = new Map<string, Watched>();

  constructor(settings: AgentSettings, ray: RaySettings, epoch: () => number | null) {
    this.#api = new RayApi(ray.address, ray.tokenPath, this.#abort.signal);
    this.#launch = new RayLaunch(this.#api, settings.launcherProgram, epoch);
    this.#inspection = new RayInspection(this.#api, settings.launcherProgram);
  }

  async launch(run: RunAtHome, resources: LaunchResources | null): Promise<string> {
    const { claim, rejected } = run.files;
    try {
      return await this.#launch.run(
        run,
        resources,
        this.#until(() => existsSync(claim) || existsSync(rejected)),
      );
    } catch (error) {
      return reasonOf(error);
    }
  }

  async lives(run: RunAtHome): Promise<boolean> {
    const watched = this.#watch(run);
    const now = performance.now();
    if (watched.pulse.heard() || now - watched.askedAt < ASK_INTERVAL_MS) return true;
    watched.askedAt = now;
    const record = readRayJob(run.files);
    if (record === null) return false;
    try {
      const job = await this.#api.job(record.submissionId);
      return job !== null && !isOver(job);
    } catch (error) {
      log(`run ${run.runId} is not heard, and Ray cannot be asked: ${reasonOf(error)}`);
      return true;
    }
  }

  inspect(run: RunAtHome, claim: StartedClaim, takesOver: boolean): Promise<void> {
    const wanted = this.#until(() => existsSync(run.files.ended));
    const option = takesOver ? TAKE_OVER_OPTION : INSPECT_OPTION;
    return unlessCalledOff(this.#inspection.run(run, claim, option, wanted));
  }

  inspectAgain(run: RunAtHome, claim: StartedClaim): Promise<void> {
    const wanted = this.#until(() => existsSync(run.files.reconciled));
    return unlessCalledOff(this.#inspection.again(run, claim, wanted));
  }

  /** A job that still waits for its resources goes on waiting; its launcher then meets the revocation. */
  revoked(run: RunAtHome): void {
    const record = readRayJob(run.files);
    if (record === null) return;
    const wanted = this.#until(() => false);
    void persist(`stopping job ${record.submissionId}`, wanted, () => this.#api.stop(record.submissionId)).catch(
      () => undefined,
    );
  }

  acknowledged(run: RunAtHome): void {
    this.#watched.delete(run.runId);
    const record = readRayJob(run.files);
    if (record !== null) void this.#tidy(record.submissionId);
  }

  dispose(): void {
    this.#abort.abort();
  }

  #watch({ runId, files }: RunAtHome): Watched {
    const known = this.#watched.get(runId);
    if (known !== undefined) return known;
    const made = { pulse: new LauncherPulse(files.heartbeat), askedAt: 0 };
    this.#watched.set(runId, made);
    return made;
  }

  #until(calledOff: () => boolean): Persistence {
    return { signal: this.#abort.signal, calledOff };
  }

  /** Ray keeps what it knows of a job for ever, unless it is told. Not worth more than a few attempts. */
  async #tidy(submissionId: string): Promise<void> {
    for (let attempt = 0; attempt < TIDY_ATTEMPTS; attempt += 1) {
      try {
        return await this.#api.delete(submissionId);
      } catch {
        await pause(ASK_INTERVAL_MS, undefined, { signal: this.#abort.signal, ref: false }).catch(() => undefined);
      }
      if (this.#abort.signal.aborted) return;
    }
  }
}

async function unlessCalledOff(done: Promise<void>): Promise<void> {
  try {
    await done;
  } catch (error) {
    if (!(error instanceof CalledOffError)) throw error;
  }
}
