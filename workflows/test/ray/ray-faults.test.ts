import { randomUUID } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { readNodeIdentity } from "../../src/launcher/node-identity.ts";
import { isGone, readBootId, readProcessStatus } from "../../src/launcher/process-identity.ts";
import { expectedEvidence, trainerCommand, until } from "../launcher/run-on-disk.ts";
import { installRay } from "./installed-ray.ts";
import { RayBed, releasedPrograms, WITHIN_MS, type Programs } from "./ray-bed.ts";
import { RayCluster } from "./ray-cluster.ts";
import { killQuietly } from "./ray-processes.ts";
import { untilAsync } from "./until-async.ts";

const ray = await installRay();
const why = typeof ray === "string" ? ` (not tried: ${ray})` : "";
/** What its machine stopped: the trainer has saved, and the launcher has seen it. */
const SAVED = { recorded: true, exitCode: 0, finishedReason: "stopped", processGroupEmpty: true, checkpoint: {} };

let cluster: RayCluster;
let programs: Programs;
let bed: RayBed;
beforeAll(async () => {
  if (typeof ray === "string") return;
  programs = await releasedPrograms();
  cluster = await new RayCluster(ray).start(1);
}, 240_000);
afterAll(() => cluster?.dispose());

describe.skipIf(typeof ray === "string")(`faults of runs on Ray${why}`, { timeout: 150_000 }, () => {
  beforeEach(async () => {
    bed = new RayBed(cluster, programs);
    await bed.open();
  });
  afterEach(() => bed.dispose());

  async function started(behaviour = "obedient") {
    const agent = bed.startAgent();
    return { agent, ...(await bed.training(behaviour)) };
  }

  async function expectSaved(runId: string): Promise<void> {
    expect(await bed.ended(runId)).toMatchObject(SAVED);
    const { stored, written } = bed.storedEvents(runId);
    expect(stored).toEqual(written);
    expect(bed.starts(runId)).toBe(1);
    await until("no process of the run", () => bed.processesOf(runId).length === 0);
  }

  it("an agent that is killed at any moment is followed by one that finds the same job", async () => {
    let agent = bed.startAgent();
    const runId = bed.wantJob("obedient");
    await until("asked for", () => existsSync(bed.files(runId).rayJob));
    agent.kill("SIGKILL");
    agent = bed.startAgent();
    await bed.untilTraining(runId);
    agent.kill("SIGKILL");
    bed.startAgent();
    const seen = bed.server.source(runId, "events").lines.length;
    await bed.untilTraining(runId, seen + 10);
    expect(await bed.halted(runId, "SAVE")).toMatchObject(SAVED);
    expect(bed.starts(runId)).toBe(1);
  });

  it("a supervisor, and a stub, that are killed take no trainer with them: it saves", async () => {
    const { runId: first } = await started();
    const { runId: second } = await bed.training("obedient");
    killQuietly(bed.stub(first).parentPid);
    killQuietly(bed.stub(second).pid);
    await expectSaved(first);
    await expectSaved(second);
  });

  it("a stop by somebody else, in Ray, lets the trainer save", async () => {
    const { runId } = await started();
    await cluster.api.stop(bed.submissionId(runId));
    await expectSaved(runId);
  });

  it("a launcher that is killed is found out on its node, with all that it has left", async () => {
    const { runId, claim } = await started("orphan-unmarked");
    const { directory, descendants, trainer } = bed.files(runId);
    const orphanPid = Number(readFileSync(join(directory, "orphan.pid"), "utf8"));
    const trainerPid = (JSON.parse(readFileSync(trainer, "utf8")) as { pid: number }).pid;
    await until("seen", () => existsSync(descendants) && readFileSync(descendants, "utf8").includes(`[${orphanPid},`));
    killQuietly(claim.launcherPid);
    const ended = await bed.ended(runId);
    expect(ended).toMatchObject({ recorded: false, exitCode: null, signal: null, stopConsumed: false });
    expect(ended).toMatchObject({ processGroupEmpty: true, evidence: expectedEvidence() });
    for (const pid of [orphanPid, trainerPid]) expect(isGone(readProcessStatus(pid))).toBe(true);
    expect(bed.starts(runId)).toBe(1);
  });

  it("a launcher that is only paused is not taken for dead", async () => {
    const { runId, claim } = await started();
    killQuietly(bed.stub(runId).pid, "SIGSTOP");
    killQuietly(claim.launcherPid, "SIGSTOP");
    killQuietly(bed.stub(runId).pid);
    await until("inspected", () => bed.log.includes("gone without an end record"), WITHIN_MS);
    const inspection = `${runId}-inspect-1`;
    await untilAsync("the job that looks", WITHIN_MS, () => cluster.job(inspection));
    await untilAsync("the look is over", WITHIN_MS, async () =>
      (await cluster.job(inspection)) === null ? true : null,
    );
    expect(existsSync(bed.files(runId).ended)).toBe(false);
    killQuietly(claim.launcherPid, "SIGCONT");
    await expectSaved(runId);
  });

  it("a launcher that hangs is taken over from on its node, once its ladder has run out", async () => {
    const { runId, claim } = await started();
    killQuietly(claim.launcherPid, "SIGSTOP");
    const ended = await bed.halted(runId, "KILL");
    expect(ended).toMatchObject({ recorded: false, processGroupEmpty: true, evidence: expectedEvidence() });
    await until("no process of the run", () => bed.processesOf(runId).length === 0);
  });

  it.each(["of this container", "of this node"])("another incarnation %s has nothing of before", async (whose) => {
    const named = whose === "of this node";
    const runId = randomUUID();
    const files = bed.files(runId);
    mkdirSync(files.directory, { recursive: true });
    const [first, second] = cluster.workerAddresses;
    // Where the node has a name, its containers' addresses are not looked at.
    const node = named
      ? { hostname: cluster.nameOf(first)!, address: second }
      : { hostname: readNodeIdentity().hostname, address: second };
    const at = new Date().toISOString();
    const launch = { runId, command: trainerCommand("crash"), env: {}, cwd: files.directory, resumeFrom: null };
    writeFileSync(files.launch, JSON.stringify(launch));
    const before = { ...node, incarnation: "before" };
    const claim = { kind: "STARTED", launcherPid: 1, startTimeTicks: 1, bootId: readBootId(), node: before, at };
    writeFileSync(files.claim, JSON.stringify(claim));
    bed.startAgent();
    expect(await bed.ended(runId)).toMatchObject({ recorded: false, evidence: "REBOOT", processGroupEmpty: true });
  });

  it("a worker whose Ray is killed lets its trainer save; one that is gone altogether is unknown until it is back", async () => {
    const { runId: saved, claim } = await started();
    const { runId: lost, claim: claimOfLost } = await bed.training("obedient");
    const [near, far] = [claim.node!.address!, claimOfLost.node!.address!];
    expect(near).not.toBe(far);
    cluster.killRaylet(near);
    await expectSaved(saved);
    // As if the machine had gone: nobody is left to write an end.
    cluster.killNode(far);
    for (const { pid } of bed.processesOf(lost)) killQuietly(pid);
    expect(await bed.ended(lost)).toMatchObject({ recorded: false, evidence: "NONE", processGroupEmpty: null });
    for (const address of [near, far]) {
      cluster.killNode(address);
      await cluster.startWorker(address, 1);
    }
    const found = await bed.untilFact(lost, "RECONCILED", WITHIN_MS);
    expect(found).toMatchObject({ processGroupEmpty: true });
    await until("nothing more to say", () => existsSync(bed.files(lost).acknowledged));
  });

  it("a lost link loses nothing, also when the agent dies in it: all arrives in order, and a halt of meanwhile saves", async () => {
    const { agent, runId: halted } = await started();
    const { runId: ended } = await bed.training("obedient");
    bed.server.goAway();
    const held = () => bed.storedEvents(halted);
    const { stored } = held();
    await until("more is written than was told", () => held().written.length >= stored.length + 20, WITHIN_MS);
    agent.kill("SIGKILL");
    bed.startAgent();
    bed.wantStop(halted);
    // Ends while nobody can be told.
    await cluster.api.stop(bed.submissionId(ended));
    await until("ended unheard", () => existsSync(bed.files(ended).ended), WITHIN_MS);
    expect(existsSync(bed.files(halted).ended)).toBe(false);
    expect(held().stored).toEqual(stored);
    bed.server.comeBack();
    await expectSaved(ended);
    expect(bed.server.eventLinesAtEnd.get(ended)).toBe(bed.storedEvents(ended).written.length);
    await expectSaved(halted);
    expect(bed.server.fact(halted, "ENDED")!.ended).toMatchObject({ stopConsumed: true });
  });

  it("without Ray's head runs go on and halt, and new ones wait for it", async () => {
    const { runId: first } = await started();
    const { runId: second } = await bed.training("obedient");
    cluster.killNode(cluster.headAddress);
    expect(await bed.halted(first, "SAVE")).toMatchObject(SAVED);
    const waiting = bed.wantJob("obedient");
    await until("Ray cannot be asked", () => bed.log.includes("ECONNREFUSED"), WITHIN_MS);
    const seen = bed.server.source(second, "events").lines.length;
    await cluster.startHead();
    await bed.untilTraining(second, seen + 10);
    await bed.untilTraining(waiting);
    expect((await cluster.job(bed.submissionId(second)))?.status).toBe("RUNNING");
    expect(await bed.halted(second, "SAVE")).toMatchObject(SAVED);
    expect(await bed.halted(waiting, "SAVE")).toMatchObject(SAVED);
    for (const runId of [first, second, waiting]) expect(bed.starts(runId)).toBe(1);
  });
});
