import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { isGone, readProcessStatus } from "../../src/launcher/process-identity.ts";
import { trainerCommand, until } from "../launcher/run-on-disk.ts";
import { installRay } from "./installed-ray.ts";
import { ONE_CPU, RayBed, releasedPrograms, WITHIN_MS, type Programs } from "./ray-bed.ts";
import { RayCluster } from "./ray-cluster.ts";
import { untilAsync } from "./until-async.ts";

const MINIMAL = fileURLToPath(new URL("../../../trainers/examples/minimal.py", import.meta.url));
const ray = await installRay();
const why = typeof ray === "string" ? ` (not tried: ${ray})` : "";

let cluster: RayCluster;
let programs: Programs;
let bed: RayBed;
beforeAll(async () => {
  if (typeof ray === "string") return;
  programs = await releasedPrograms();
  cluster = await new RayCluster(ray).start(1);
}, 240_000);
afterAll(() => cluster?.dispose());

describe.skipIf(typeof ray === "string")(`runs as jobs of Ray${why}`, { timeout: 120_000 }, () => {
  beforeEach(async () => {
    bed = new RayBed(cluster, programs);
    await bed.open();
    bed.startAgent();
    await bed.untilRegistered();
  });
  afterEach(() => bed.dispose());

  it("the trainer that ships with Arena trains to its end on a worker", async () => {
    const training = { max_steps: 3_000, reporting_interval: 500, evaluation_interval: 1_500, eval_loop: 1 };
    const manifest = { algorithm: { name: "PPO" }, environment: { name: "CartPole-v1" }, training };
    const runId = bed.wantLaunch({ manifest, command: null, resume: null, resources: ONE_CPU });
    const ended = await bed.ended(runId);
    expect(ended).toMatchObject({ recorded: true, exitCode: 0, trainingComplete: true, processGroupEmpty: true });
    expect(cluster.workerAddresses).toContain(bed.claim(runId).node?.address);
    const { stored, written } = bed.storedEvents(runId);
    expect(stored).toEqual(written);
    // What Ray remembers of the job is given up once the server has everything.
    await untilAsync("job deleted", WITHIN_MS, async () => (await cluster.job(`${runId}-1`)) === null || null);
  });

  it("a trainer in Python does too", async () => {
    const python = typeof ray === "string" ? "" : ray.python;
    const manifest = { training: { max_steps: 2_000 } };
    const runId = bed.wantLaunch({ manifest, command: [python, MINIMAL], resume: null, resources: ONE_CPU });
    expect(await bed.ended(runId)).toMatchObject({ exitCode: 0, finishedReason: "completed", checkpoint: {} });
  });

  it("SAVE lets the trainer save, and a run resumes from there", async () => {
    const { runId: parent } = await bed.training("obedient");
    const job = await cluster.job(bed.submissionId(parent));
    expect(job?.status).toBe("RUNNING");
    const { checkpoint, ...ended } = await bed.halted(parent, "SAVE");
    expect(ended).toMatchObject({ recorded: true, exitCode: 0, stopConsumed: true, processGroupEmpty: true });
    expect(ended.rungs.map((rung) => [rung.name, rung.outcome])).toEqual([["CHECKPOINT", "DONE"]]);
    const resume = { runId: parent, path: `step-${checkpoint!.step}`, sha256: checkpoint!.sha256, acceptMissing: [] };
    const command = trainerCommand("crash");
    const child = bed.wantLaunch({ manifest: {}, command, resume, resources: ONE_CPU });
    expect(await bed.ended(child)).toMatchObject({ recorded: true, exitCode: 3, errorMessage: "cannot go on" });
  });

  it("TERMINATE and KILL end trainers that do not listen, and what they have detached", async () => {
    const { runId: deaf } = await bed.training("stubborn");
    const { runId: orphaned } = await bed.training("orphan-unmarked");
    const orphanPid = Number(readFileSync(join(bed.files(orphaned).directory, "orphan.pid"), "utf8"));
    bed.wantStop(deaf, "TERMINATE");
    const killed = await bed.halted(orphaned, "KILL");
    expect(killed).toMatchObject({ recorded: true, signal: "SIGKILL", stopConsumed: true, processGroupEmpty: true });
    expect(isGone(readProcessStatus(orphanPid))).toBe(true);
    const terminated = await bed.ended(deaf);
    expect(terminated).toMatchObject({ signal: "SIGKILL", stopConsumed: true, processGroupEmpty: true });
    expect(terminated.rungs.map((rung) => rung.name)).toEqual(["CHECKPOINT", "SIGTERM", "SIGKILL"]);
    await until("no process of the runs", () => [deaf, orphaned].every((runId) => bed.processesOf(runId).length === 0));
  });

  it("a job that waits for room says so; a halt revokes it, and it never trains", async () => {
    const busy = await Promise.all([bed.training("obedient"), bed.training("obedient")]);
    const waiting = bed.wantJob("obedient");
    await untilAsync("the job waits", WITHIN_MS, async () =>
      existsSync(bed.files(waiting).rayJob) && (await cluster.job(bed.submissionId(waiting)))?.status === "PENDING"
        ? true
        : null,
    );
    await until("the reason", () => bed.log.includes(`run ${waiting} waits: Ray has not begun its job`), WITHIN_MS);
    bed.wantStop(waiting);
    await bed.untilFact(waiting, "REVOKED");
    for (const { runId } of busy) await bed.halted(runId, "SAVE");
    // A job that was stopped while it waited runs for a moment, once there is room.
    const ended = async () => ((await cluster.job(`${waiting}-1`))?.status === "PENDING" ? null : true);
    await untilAsync("the job is over", WITHIN_MS, ended);
    expect(existsSync(bed.files(waiting).trainer)).toBe(false);
    expect(bed.server.fact(waiting, "CLAIMED")).toBeUndefined();
  });

  it("says why a run waits that no worker can take, and drops it at a halt", async () => {
    const resources = { cpus: 64, gpus: null, memoryBytes: null };
    const runId = bed.wantLaunch({ manifest: {}, command: trainerCommand("obedient"), resume: null, resources });
    await until("the reason", () => bed.log.includes(`run ${runId} waits: no worker has 64 CPUs`), WITHIN_MS);
    bed.wantStop(runId);
    await bed.untilFact(runId, "REVOKED");
  });

  it("asks Ray for the whole of what a class has, and for no more than a worker offers", async () => {
    const resources = { cpus: null, gpus: null, memoryBytes: 2 ** 50 };
    const command = trainerCommand("crash");
    const runId = bed.wantLaunch({ manifest: {}, command, resume: null, resources });
    expect(await bed.ended(runId)).toMatchObject({ exitCode: 3 });
  });
});
