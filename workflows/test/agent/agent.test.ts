import { randomUUID } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { endedRecordSchema, readRecord, readRungLines, trainerRecordSchema } from "../../src/launcher/run-records.ts";
import { isGone, readProcessStatus } from "../../src/launcher/process-identity.ts";
import { expectedEvidence, until } from "../launcher/run-on-disk.ts";
import { AgentOnDisk } from "./agent-on-disk.ts";

vi.setConfig({ testTimeout: 60_000, hookTimeout: 20_000 });
let disk: AgentOnDisk;
beforeEach(async () => {
  disk = await new AgentOnDisk().open();
});
afterEach(() => disk.dispose());

describe("a run through the agent", () => {
  it("is launched, tailed, stopped and told of in order", async () => {
    disk.startAgent();
    await disk.untilRegistered();
    const runId = disk.wantRun("obedient");
    await disk.untilFact(runId, "CLAIMED");
    await disk.untilLines(runId, 5);
    disk.wantStop(runId);
    const ended = await disk.untilEnded(runId);
    expect(ended).toMatchObject({ recorded: true, exitCode: 0, stopConsumed: true, processGroupEmpty: true });
    const { stored, written } = disk.storedEvents(runId);
    expect(stored).toEqual(written);
    expect(disk.server.eventLinesAtEnd.get(runId)).toBe(written.length);
    const places = disk.server.facts.map((fact) => [fact.body.kind, fact.sourceSequence]);
    expect(places).toEqual([
      ["CLAIMED", 1],
      ["RUNG", 10],
      ["RUNG", 11],
      ["ENDED", 1000],
    ]);
    expect(disk.server.source(runId, "stdout").lines.map((line) => line.text)).toEqual(["hello from the trainer"]);
    await until("acknowledged", () => existsSync(disk.files(runId).acknowledged));
    disk.server.want({ runId, desired: "FORGET", launch: null, stop: null });
    await until("forgotten", () => !existsSync(disk.files(runId).events));
    expect(existsSync(disk.files(runId).checkpoints)).toBe(true);
  });

  it("is revoked when the stop comes before the run", async () => {
    disk.startAgent();
    await disk.untilRegistered();
    const runId = randomUUID();
    disk.wantStop(runId);
    await disk.untilFact(runId, "REVOKED");
    const launch = { manifest: {}, command: ["/bin/false"], resume: null };
    disk.server.want({ runId, desired: "RUN", launch, stop: null });
    const other = disk.wantRun("crash");
    await disk.untilEnded(other);
    expect(disk.server.fact(runId, "CLAIMED")).toBeUndefined();
    expect(existsSync(disk.files(runId).trainer)).toBe(false);
  });

  it("is rejected when its checkpoint is not there", async () => {
    disk.startAgent();
    const runId = disk.wantRun("obedient", {
      runId: randomUUID(),
      path: "step-1",
      sha256: "0".repeat(64),
      acceptMissing: [],
    });
    await disk.untilFact(runId, "REJECTED");
    expect(existsSync(disk.files(runId).claim)).toBe(false);
  });

  it("resumes from a checkpoint of another run at this home", async () => {
    disk.startAgent();
    const parent = disk.wantRun("obedient");
    await disk.untilLines(parent, 3);
    disk.wantStop(parent);
    const { checkpoint } = await disk.untilEnded(parent);
    const resume = { runId: parent, path: `step-${checkpoint!.step}`, sha256: checkpoint!.sha256, acceptMissing: [] };
    const child = disk.wantRun("crash", resume);
    expect(await disk.untilEnded(child)).toMatchObject({ exitCode: 3, errorMessage: "cannot go on" });
    expect(disk.server.source(child, "stderr").lines.map((line) => line.text)).toEqual(["cannot go on"]);
  });

  it("keeps a last half line and cuts one of 10 MB", async () => {
    disk.startAgent();
    const half = disk.wantRun("half-line");
    const long = disk.wantRun("long-line");
    await disk.untilEnded(half);
    await disk.untilEnded(long);
    const texts = disk.server.source(half, "stdout").lines.map(({ text, truncated }) => ({ text, truncated }));
    expect(texts).toEqual([
      { text: "hello from the trainer", truncated: false },
      { text: "an end without its newline", truncated: true },
    ]);
    const [, cut, after] = disk.server.source(long, "stdout").lines;
    expect(cut?.truncated).toBe(true);
    expect(cut?.text).toBe("é".repeat(1024 * 512));
    expect(after?.text).toBe("after");
  });

  it("stores each line once through failing posts, lost answers and lost connections", async () => {
    disk.startAgent();
    const runId = disk.wantRun("obedient");
    await disk.untilLines(runId, 3);
    disk.server.failNextPosts = 2;
    disk.server.swallowNextAnswers = 2;
    await until("faults are used up", () => disk.server.swallowNextAnswers === 0);
    disk.server.dropConnections();
    await disk.untilRegistered(2);
    disk.wantStop(runId);
    await disk.untilEnded(runId);
    const { stored, written } = disk.storedEvents(runId);
    expect(stored).toEqual(written);
  });
});

describe("an agent that is told to end", () => {
  it("says farewell when it is the head's; its own machine's says nothing", async () => {
    const own = disk.startAgent();
    await disk.untilRegistered();
    own.kill("SIGTERM");
    await until("the agent to end", () => own.exitCode !== null || null);
    expect([own.exitCode, disk.server.reports]).toEqual([0, []]);

    const token = join(disk.home, "ray-token");
    writeFileSync(token, "token-of-ray");
    const head = await new AgentOnDisk({
      ARENA_RAY_ADDRESS: "http://127.0.0.1:1",
      ARENA_RAY_TOKEN_PATH: token,
    }).open();
    try {
      const agent = head.startAgent();
      await until("a first report", () => head.server.reports.length > 0 || null);
      agent.kill("SIGTERM");
      await until("the agent to end", () => agent.exitCode !== null || null);
      await until("its farewell", () => head.server.reports.at(-1)?.isLeaving);
      expect(agent.exitCode).toBe(0);
    } finally {
      await head.dispose();
    }
  });
});

describe("an agent that dies", () => {
  it("is followed by one that attaches: no line lost, none twice", async () => {
    const runId = disk.wantRun("obedient");
    for (let round = 1; round <= 3; round += 1) {
      const agent = disk.startAgent();
      await disk.untilRegistered(round);
      await disk.untilLines(runId, disk.server.source(runId, "events").lines.length + 5);
      agent.kill("SIGKILL");
    }
    disk.startAgent();
    const seen = disk.server.source(runId, "events").lines.length;
    await disk.untilLines(runId, seen + 10);
    disk.wantStop(runId);
    expect(await disk.untilEnded(runId)).toMatchObject({ recorded: true, exitCode: 0, stopConsumed: true });
    const { stored, written } = disk.storedEvents(runId);
    expect(stored).toEqual(written);
    expect(stored.filter((line) => line.includes('"started"'))).toHaveLength(1);
  });

  it("learns of a stop that it missed", async () => {
    const first = disk.startAgent();
    const runId = disk.wantRun("obedient");
    await disk.untilLines(runId, 3);
    first.kill("SIGTERM");
    await until("agent gone", () => first.exitCode !== null);
    expect(first.exitCode).toBe(0);
    disk.wantStop(runId);
    disk.startAgent();
    expect(await disk.untilEnded(runId)).toMatchObject({ exitCode: 0, finishedReason: "stopped" });
  });

  it("leaves a home that two cannot hold", async () => {
    disk.startAgent();
    await disk.untilRegistered();
    const second = disk.startAgent();
    await until("second refused", () => second.exitCode !== null);
    expect(second.exitCode).toBe(4);
    expect(disk.server.registrations).toBe(1);
  });

  it("gives up when another one has registered its home", async () => {
    const agent = disk.startAgent();
    await disk.untilRegistered();
    disk.server.refuse("STALE_EPOCH");
    await until("agent gone", () => agent.exitCode !== null);
    expect(agent.exitCode).toBe(3);
  });
});

describe("what the agent promises in time", () => {
  it("shows a stop to the trainer while it still writes lines", async () => {
    disk.startAgent();
    await disk.untilRegistered();
    const runId = disk.wantRun("stubborn");
    await disk.untilLines(runId, 20);
    disk.wantStop(runId);
    await until("stop file", () => existsSync(disk.files(runId).trainerStop));
    await disk.untilEnded(runId);
  });
});

describe("a launcher that dies", () => {
  it("is found out: the trainer is ended and the end says that nobody saw it", async () => {
    disk.startAgent();
    const runId = disk.wantRun("obedient");
    await disk.untilLines(runId, 3);
    const trainer = await until("trainer.json", () => readRecord(disk.files(runId).trainer, trainerRecordSchema));
    process.kill(disk.launcherPid(runId), "SIGKILL");
    const ended = await disk.untilEnded(runId);
    expect(ended).toMatchObject({ recorded: false, exitCode: null, signal: null, stopConsumed: false });
    expect(ended).toMatchObject({ processGroupEmpty: true, evidence: expectedEvidence() });
    expect(isGone(readProcessStatus(trainer.pid))).toBe(true);
    const { stored, written } = disk.storedEvents(runId);
    expect(stored).toEqual(written);
  });

  it("leaves no descendant, even one without the marker that has detached itself", async () => {
    disk.startAgent();
    const runId = disk.wantRun("orphan-unmarked");
    const { directory, descendants } = disk.files(runId);
    await disk.untilLines(runId, 2);
    const orphanPid = Number(readFileSync(join(directory, "orphan.pid"), "utf8"));
    await until("seen", () => existsSync(descendants) && readFileSync(descendants, "utf8").includes(`[${orphanPid},`));
    process.kill(disk.launcherPid(runId), "SIGKILL");
    expect(await disk.untilEnded(runId)).toMatchObject({ recorded: false, processGroupEmpty: true });
    expect(isGone(readProcessStatus(orphanPid))).toBe(true);
  });

  it("in the middle of the ladder leaves the halt bounded and its rungs told", async () => {
    disk.startAgent();
    const runId = disk.wantRun("stubborn");
    await disk.untilLines(runId, 3);
    disk.wantStop(runId);
    await until("first rung", () => readRungLines(disk.files(runId).rungs).length > 0);
    process.kill(disk.launcherPid(runId), "SIGKILL");
    const ended = await disk.untilEnded(runId);
    expect(ended).toMatchObject({ recorded: false, exitCode: null, processGroupEmpty: true });
    expect(ended.rungs.map((rung) => rung.name)).toEqual(["CHECKPOINT"]);
  });

  it("or hangs, is taken over from once its ladder has run out: what it has left is ended", async () => {
    disk.startAgent();
    const runId = disk.wantRun("obedient");
    await disk.untilLines(runId, 3);
    process.kill(disk.launcherPid(runId), "SIGSTOP");
    disk.wantStop(runId, "KILL");
    const ended = await disk.untilEnded(runId, 40_000);
    expect(ended).toMatchObject({ recorded: false, processGroupEmpty: true, evidence: expectedEvidence() });
    const { pid } = readRecord(disk.files(runId).trainer, trainerRecordSchema)!;
    for (const gone of [pid, disk.launcherPid(runId)]) expect(isGone(readProcessStatus(gone))).toBe(true);
  });

  it("with the whole machine is evidence enough", async () => {
    const first = disk.startAgent();
    const runId = disk.wantRun("crash");
    await disk.untilFact(runId, "ENDED");
    first.kill("SIGKILL");
    const rebooted = randomUUID();
    const files = disk.files(rebooted);
    mkdirSync(files.directory);
    const claim = {
      kind: "STARTED",
      launcherPid: 1,
      startTimeTicks: 1,
      bootId: randomUUID(),
      at: new Date().toISOString(),
    };
    writeFileSync(files.claim, JSON.stringify(claim));
    disk.startAgent();
    const ended = await disk.untilEnded(rebooted);
    expect(ended).toMatchObject({ recorded: false, exitCode: null, evidence: "REBOOT", processGroupEmpty: true });
  });

  it("in an end that proved nothing is looked at until there is a proof, also by the next agent", async () => {
    const first = disk.startAgent();
    const runId = disk.wantRun("crash");
    await disk.untilFact(runId, "ENDED");
    first.kill("SIGKILL");
    const files = disk.files(runId);
    const unproven = { ...readRecord(files.ended, endedRecordSchema), processGroupEmpty: null, evidence: "NONE" };
    writeFileSync(files.ended, JSON.stringify(unproven));
    rmSync(files.acknowledged, { force: true });
    disk.startAgent();
    const found = await disk.untilFact(runId, "RECONCILED");
    expect(found).toMatchObject({ processGroupEmpty: true, checkpoint: null });
    await until("nothing more to say", () => existsSync(files.acknowledged));
  });
});
