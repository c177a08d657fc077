import { spawn } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it, vi } from "vitest";
import { claimAsRevoked } from "../../src/launcher/claim.ts";
import { isGone, readProcessStatus } from "../../src/launcher/process-identity.ts";
import {
  cgroupRecordSchema,
  claimRecordSchema,
  readRecord,
  trainerRecordSchema,
} from "../../src/launcher/run-records.ts";
import { expectedEvidence, RunOnDisk, until } from "./run-on-disk.ts";

vi.setConfig({ testTimeout: 60_000, hookTimeout: 20_000 });
const runs: RunOnDisk[] = [];
function run(...given: ConstructorParameters<typeof RunOnDisk>): RunOnDisk {
  const made = new RunOnDisk(...given);
  runs.push(made);
  return made;
}
afterEach(() => {
  for (const made of runs.splice(0)) made.dispose();
});
const namesAndOutcomes = (rungs: readonly { name: string; outcome: string | null }[]) =>
  rungs.map((rung) => `${rung.name} ${rung.outcome}`);

describe("the launcher's ladder", () => {
  it("lets an obedient trainer save and exit", async () => {
    const made = run("obedient");
    made.launch();
    await made.untilEvent('"metrics"');
    made.stop("SAVE");
    const ended = await made.untilEnded();
    expect(ended).toMatchObject({ recorded: true, exitCode: 0, signal: null, stopConsumed: true });
    expect(ended).toMatchObject({ trainingComplete: false, finishedReason: "stopped", errorMessage: null });
    expect(ended).toMatchObject({ processGroupEmpty: true, evidence: expectedEvidence() });
    expect(ended.checkpoint?.sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(namesAndOutcomes(ended.rungs)).toEqual(["CHECKPOINT DONE"]);
    const lines = made.eventsText().trim().split("\n");
    expect(ended.lastEventSequence).toBe(lines.length);
  });

  it("terminates a trainer that ignores the request", async () => {
    const made = run("deaf");
    made.launch();
    await made.untilEvent('"metrics"');
    made.stop("SAVE");
    const ended = await made.untilEnded();
    expect(ended).toMatchObject({ exitCode: null, signal: "SIGTERM", stopConsumed: true, checkpoint: null });
    expect(namesAndOutcomes(ended.rungs)).toEqual(["CHECKPOINT EXPIRED", "SIGTERM DONE"]);
  });

  it("kills a trainer that ignores SIGTERM too", async () => {
    const made = run("stubborn");
    made.launch();
    await made.untilEvent('"metrics"');
    made.stop("SAVE");
    const ended = await made.untilEnded();
    expect(ended).toMatchObject({ signal: "SIGKILL", stopConsumed: true, processGroupEmpty: true });
    expect(namesAndOutcomes(ended.rungs)).toEqual(["CHECKPOINT EXPIRED", "SIGTERM EXPIRED", "SIGKILL DONE"]);
  });

  it("goes up to KILL when the severity rises, and never down", async () => {
    const made = run("stubborn");
    made.launch();
    await made.untilEvent('"metrics"');
    made.stop("SAVE", { checkpointMs: 60_000, sigtermMs: 60_000, sigkillMs: 2_000 });
    await until("first rung", () => existsSync(made.files.trainerStop));
    made.stop("KILL");
    const ended = await made.untilEnded();
    expect(ended.signal).toBe("SIGKILL");
    expect(namesAndOutcomes(ended.rungs)).toEqual(["CHECKPOINT SKIPPED", "SIGTERM SKIPPED", "SIGKILL DONE"]);
  });

  it("takes its own SIGTERM as a request to save", async () => {
    const made = run("obedient");
    const launcher = made.launch();
    await made.untilEvent('"metrics"');
    launcher.kill("SIGTERM");
    expect(await made.untilEnded()).toMatchObject({ exitCode: 0, finishedReason: "stopped", stopConsumed: true });
  });

  it("shows the stop to the trainer", async () => {
    const made = run("stubborn");
    made.launch();
    await made.untilEvent('"metrics"');
    made.stop("SAVE");
    await until("stop file", () => existsSync(made.files.trainerStop));
    made.stop("KILL");
    await made.untilEnded();
  });
});

describe("the launcher's end record", () => {
  it("keeps a crash a crash", async () => {
    const made = run("crash");
    made.launch();
    expect(await made.untilEnded()).toMatchObject({ exitCode: 3, stopConsumed: false, errorMessage: "cannot go on" });
  });

  it("says completed when the trainer finished as the halt came", async () => {
    const made = run("finishing");
    made.launch();
    await made.untilEvent('"started"');
    made.stop("SAVE");
    const ended = await made.untilEnded();
    expect(ended).toMatchObject({
      exitCode: 0,
      stopConsumed: false,
      trainingComplete: true,
      finishedReason: "completed",
    });
  });

  it("says why a program could not be started", async () => {
    const made = run("obedient");
    const launch = JSON.parse(readFileSync(made.files.launch, "utf8"));
    writeFileSync(made.files.launch, JSON.stringify({ ...launch, command: ["/no/such/program"] }));
    made.launch();
    const ended = await made.untilEnded();
    expect(ended.exitCode).toBeNull();
    expect(ended.errorMessage).toContain("could not be started");
  });

  it.each([
    ["orphan-marked", "AUTO"],
    ["orphan-unmarked", "AUTO"],
    ["orphan-marked", "OFF"],
    ["orphan-unmarked", "OFF"],
  ] as const)("finds and ends a double-forked child: %s, cgroup %s", async (behaviour, cgroup) => {
    const made = run(behaviour, null, cgroup);
    made.launch();
    await made.untilEvent("orphan is alive");
    const orphanPid = Number(readFileSync(join(made.files.directory, "orphan.pid"), "utf8"));
    await until("orphaned", () => parentOf(orphanPid) === 1 || null);
    made.stop("SAVE");
    const ended = await made.untilEnded();
    const evidence = cgroup === "OFF" ? "SCAN" : expectedEvidence();
    expect(ended).toMatchObject({ exitCode: 0, processGroupEmpty: true, evidence });
    expect(isGone(readProcessStatus(orphanPid))).toBe(true);
  });
});

describe("the launcher's cgroup", () => {
  it.runIf(expectedEvidence() === "CGROUP")("holds the trainer and not the launcher, and is taken away", async () => {
    const made = run("obedient");
    const launcher = made.launch();
    await made.untilEvent('"metrics"');
    const path = readRecord(made.files.cgroup, cgroupRecordSchema)!;
    const { pid } = readRecord(made.files.trainer, trainerRecordSchema)!;
    const held = readFileSync(join(path, "cgroup.procs"), "utf8").trim().split("\n").map(Number);
    expect(held).toContain(pid);
    expect(held).not.toContain(launcher.pid);
    made.stop("SAVE");
    await made.untilEnded();
    expect(existsSync(path)).toBe(false);
  });

  it.runIf(expectedEvidence() === "CGROUP")("finds a child that no mark, parent or output gives away", async () => {
    const made = run("obedient");
    made.launch();
    await made.untilEvent('"metrics"');
    const path = readRecord(made.files.cgroup, cgroupRecordSchema)!;
    const hidden = spawn("sleep", ["600"], { detached: true, stdio: "ignore", env: {} });
    writeFileSync(join(path, "cgroup.procs"), String(hidden.pid));
    expect(made.leftovers()).not.toContain(hidden.pid);
    made.stop("SAVE");
    expect(await made.untilEnded()).toMatchObject({ exitCode: 0, processGroupEmpty: true, evidence: "CGROUP" });
    expect(isGone(readProcessStatus(hidden.pid!))).toBe(true);
  });
});

describe("the launcher's claim", () => {
  it("is won by one of ten launchers", async () => {
    const made = run("crash");
    const launchers = Array.from({ length: 10 }, () => made.launch());
    await made.untilEnded();
    await until("all ended", () => launchers.every((launcher) => launcher.exitCode !== null) || null);
    expect(made.eventsText().match(/"started"/g)).toHaveLength(1);
    const claim = readRecord(made.files.claim, claimRecordSchema);
    expect(launchers.map((launcher) => launcher.pid)).toContain(claim?.kind === "STARTED" ? claim.launcherPid : null);
    expect(claimAsRevoked(made.files.claim)).toBe(false);
  });

  it("starts nothing when it was revoked", async () => {
    const made = run("obedient");
    expect(claimAsRevoked(made.files.claim)).toBe(true);
    const launcher = made.launch();
    await until("launcher gone", () => launcher.exitCode !== null || null);
    expect(existsSync(made.files.events)).toBe(false);
    expect(existsSync(made.files.ended)).toBe(false);
  });

  it("starts no trainer when the stop is there first", async () => {
    const made = run("obedient");
    made.stop("SAVE");
    made.launch();
    expect(await made.untilEnded()).toMatchObject({ exitCode: null, stopConsumed: true, processGroupEmpty: true });
    expect(readRecord(made.files.trainer, trainerRecordSchema)).toBeNull();
    expect(existsSync(made.files.events)).toBe(false);
  });

  it("rejects a checkpoint whose bytes have changed, before the claim", async () => {
    const parent = run("obedient");
    parent.launch();
    await parent.untilEvent('"metrics"');
    parent.stop("SAVE");
    const { checkpoint } = await parent.untilEnded();
    const directory = join(parent.files.checkpoints, `step-${checkpoint!.step}`);
    const resumeFrom = { directory, sha256: checkpoint!.sha256, acceptMissing: [] };
    const sound = run("crash", resumeFrom);
    sound.launch();
    expect(await sound.untilEnded()).toMatchObject({ exitCode: 3 });
    writeFileSync(join(directory, "state.bin"), "state at x");
    const child = run("crash", resumeFrom);
    child.launch();
    await until("rejected.json", () => existsSync(child.files.rejected));
    expect(existsSync(child.files.claim)).toBe(false);
  });
});

function parentOf(pid: number): number | null {
  return readProcessStatus(pid)?.parentPid ?? null;
}
