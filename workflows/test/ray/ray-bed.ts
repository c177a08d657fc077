import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { HaltMode } from "../../src/contract/halt.ts";
import { claimRecordSchema, readRecord, type StartedClaim } from "../../src/launcher/run-records.ts";
import { AgentOnDisk } from "../agent/agent-on-disk.ts";
import { trainerCommand, until } from "../launcher/run-on-disk.ts";
import type { RayCluster } from "./ray-cluster.ts";
import { childrenOf, processes, type SeenProcess } from "./ray-processes.ts";

const CHECKOUT = fileURLToPath(new URL("../../../", import.meta.url));
const BUNDLE = `import { bundlePrograms, programPaths } from "./scripts/up/build.mjs";
await bundlePrograms({ checkoutDir: process.cwd(), env: process.env, note() {} });
console.log(JSON.stringify(programPaths(process.cwd()).cluster));`;

/** A job needs seconds for what a process needs milliseconds for, and a dead node is noticed late. */
export const WITHIN_MS = 60_000;
export const ONE_CPU = { cpus: 1, gpus: null, memoryBytes: null };

export interface Programs {
  readonly agent: string;
  readonly launcher: string;
  readonly trainer: string;
}

/** The programs that an installation puts on a cluster. */
export async function releasedPrograms(): Promise<Programs> {
  const { stdout } = await promisify(execFile)(process.execPath, ["--input-type=module", "-e", BUNDLE], {
    cwd: CHECKOUT,
  });
  return JSON.parse(stdout) as Programs;
}

/** A home on the directory that head and workers share, and an agent whose runs are jobs. */
export class RayBed extends AgentOnDisk {
  readonly cluster: RayCluster;

  constructor(cluster: RayCluster, programs: Programs) {
    const environment = {
      ARENA_RAY_ADDRESS: cluster.url,
      ARENA_RAY_TOKEN_PATH: cluster.tokenPath,
      ARENA_LAUNCHER_PROGRAM: programs.launcher,
      ARENA_TRAINER_COMMAND: JSON.stringify([process.execPath, programs.trainer]),
    };
    super(environment, programs.agent);
    this.cluster = cluster;
  }

  wantJob(behaviour: string): string {
    return this.wantLaunch({ manifest: {}, command: trainerCommand(behaviour), resume: null, resources: ONE_CPU });
  }

  /** Trains, and has been heard of. */
  async untilTraining(runId: string, lines = 3): Promise<StartedClaim> {
    await until(
      () => `${lines} lines of ${runId}\n${this.log}`,
      () => this.server.source(runId, "events").lines.length >= lines,
      WITHIN_MS,
    );
    return this.claim(runId);
  }

  async training(behaviour: string): Promise<{ runId: string; claim: StartedClaim }> {
    const runId = this.wantJob(behaviour);
    return { runId, claim: await this.untilTraining(runId) };
  }

  async ended(runId: string) {
    return this.untilEnded(runId, WITHIN_MS);
  }

  async halted(runId: string, mode: HaltMode) {
    this.wantStop(runId, mode);
    return this.ended(runId);
  }

  claim(runId: string): StartedClaim {
    const claim = readRecord(this.files(runId).claim, claimRecordSchema);
    if (claim?.kind !== "STARTED") throw new Error(`run ${runId} is not claimed`);
    return claim;
  }

  submissionId(runId: string): string {
    return (JSON.parse(readFileSync(this.files(runId).rayJob, "utf8")) as { submissionId: string }).submissionId;
  }

  /** The entrypoint of the run's job, whose parent is Ray's supervisor of it. */
  stub(runId: string): SeenProcess {
    const stub = processes().find(({ command }) => command.includes(`${runId} --under-ray`));
    if (stub === undefined) throw new Error(`run ${runId} has no stub`);
    return stub;
  }

  /** All that carries the run in its command line: stub, launcher; and the launcher's children. */
  processesOf(runId: string): SeenProcess[] {
    const own = processes().filter(({ command }) => command.includes(runId));
    return [...own, ...own.flatMap(({ pid }) => childrenOf(pid))];
  }

  /** How often a trainer was started, in the trainer's own words. */
  starts(runId: string): number {
    return this.storedEvents(runId).stored.filter((line) => line.includes('"started"')).length;
  }
}
