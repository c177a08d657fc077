import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, expect, test } from "vitest";
import { MAIN } from "./trainer-command.ts";
import { TrainerProcess, metricSeries } from "./trainer-process.ts";

const HALT_ID = "0197a000-0000-7000-8000-000000000002";

let root = "";
let started: TrainerProcess[] = [];
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "arena-classic-"));
  started = [];
});
afterEach(() => {
  started.forEach((trainer) => trainer.kill());
  rmSync(root, { recursive: true, force: true });
});

function start(name: string, manifest: unknown, resumeFrom?: string): TrainerProcess {
  const resume = resumeFrom === undefined ? {} : { from: resumeFrom };
  const trainer = new TrainerProcess(MAIN, join(root, name), manifest, resume);
  started.push(trainer);
  return trainer;
}

const manifest = (algorithm: string, maxSteps = 40_000): object => ({
  algorithm: { name: algorithm },
  environment: { name: "CartPole-v1" },
  training: { max_steps: maxSteps, reporting_interval: 500, evaluation_interval: 2_000, eval_loop: 2 },
  network: { hidden_size: [16] },
});

async function haltAndResume(algorithm: string, maxSteps: number, halt: (trainer: TrainerProcess) => void) {
  const whole = start("whole", manifest(algorithm, maxSteps));
  expect(await whole.exit).toEqual({ code: 0, signal: null });
  const halted = start("halted", manifest(algorithm, maxSteps));
  await halted.waitFor((events) => events.some((event) => event.type === "metrics" && event.step >= 2_000));
  halt(halted);
  expect(await halted.exit).toEqual({ code: 0, signal: null });
  const resumed = start("resumed", manifest(algorithm, maxSteps), halted.checkpointFolder());
  expect(await resumed.exit).toEqual({ code: 0, signal: null });
  return { whole: whole.events(), halted, resumed: resumed.events() };
}

test("halted by the stop file and resumed, PPO ends as if it had never been halted", async () => {
  const { whole, halted, resumed } = await haltAndResume("PPO", 12_000, (trainer) => trainer.askToStop(HALT_ID));
  const events = halted.events();
  expect(events.slice(-4).map((event) => event.type)).toEqual([
    "stop_seen",
    "checkpoint_started",
    "checkpoint",
    "finished",
  ]);
  expect(events.at(-4)).toMatchObject({ halt_id: HALT_ID });
  expect(events.at(-2)).toMatchObject({ reason: "halt" });
  expect(events.at(-1)).toMatchObject({
    reason: "stopped",
    training_complete: false,
    checkpoint_id: events.at(-2)?.id,
  });
  expect(resumed[0]).toMatchObject({ type: "started", step: events.at(-1)!.step });
  expect([...metricSeries(events), ...metricSeries(resumed)]).toEqual(metricSeries(whole));
  expect(resumed.at(-2)?.sha256).toBe(whole.at(-2)?.sha256);
});

test("SIGTERM means the same, and DQN ends alike too", async () => {
  const { whole, halted, resumed } = await haltAndResume("DQN", 8_000, (trainer) => trainer.child.kill("SIGTERM"));
  expect(halted.events().find((event) => event.type === "stop_seen")).toMatchObject({ halt_id: null });
  expect([...metricSeries(halted.events()), ...metricSeries(resumed)]).toEqual(metricSeries(whole));
  expect(resumed.at(-2)?.sha256).toBe(whole.at(-2)?.sha256);
});

test("asked by file and by signal, twice, it saves once", async () => {
  const trainer = start("twice", manifest("PPO", 10_000_000));
  await trainer.waitFor((events) => events.some((event) => event.type === "started"));
  trainer.child.kill("SIGTERM");
  trainer.askToStop(HALT_ID);
  trainer.child.kill("SIGTERM");
  expect(await trainer.exit).toEqual({ code: 0, signal: null });
  const types = trainer.events().map((event) => event.type);
  expect(types.filter((type) => type === "stop_seen")).toHaveLength(1);
  expect(types.filter((type) => type === "finished")).toHaveLength(1);
});

test("events are numbered from 1, and a checkpoint is what its manifest says", async () => {
  const trainer = start("plain", manifest("DQN", 3_000));
  expect(await trainer.exit).toEqual({ code: 0, signal: null });
  const events = trainer.events();
  expect(events.map((event) => event.seq)).toEqual(events.map((_, index) => index + 1));
  expect(events[0]?.type).toBe("started");
  expect(events.at(-1)).toMatchObject({ reason: "completed", training_complete: true, step: 3_000 });
  const folder = trainer.checkpointFolder();
  const saved = JSON.parse(readFileSync(join(folder, "manifest.json"), "utf8")) as {
    files: { name: string; size_bytes: number; sha256: string }[];
    sha256: string;
    contents: string[];
  };
  const hash = (data: Buffer | string): string => createHash("sha256").update(data).digest("hex");
  for (const file of saved.files) expect(hash(readFileSync(join(folder, file.name)))).toBe(file.sha256);
  expect(saved.sha256).toBe(hash(saved.files.map((file) => `${file.sha256}  ${file.name}\n`).join("")));
  expect(events.at(-2)?.sha256).toBe(saved.sha256);
  expect([...saved.contents].sort()).toEqual([
    "COUNTERS",
    "ENVIRONMENT",
    "EXPLORATION",
    "NORMALIZATION",
    "OPTIMIZER",
    "REPLAY_BUFFER",
    "RNG",
    "WEIGHTS",
  ]);
  expect(readdirSync(join(trainer.folder, "checkpoints")).filter((name) => name.startsWith("."))).toEqual([]);
});

test("stops at the target score", async () => {
  const trainer = start("target", {
    ...manifest("PPO"),
    training: {
      max_steps: 1_000_000,
      target_score: 5,
      evaluation_interval: 1_000,
      reporting_interval: 500,
      eval_loop: 1,
    },
  });
  expect(await trainer.exit).toEqual({ code: 0, signal: null });
  expect(trainer.events().at(-1)).toMatchObject({ reason: "target_reached", training_complete: true, step: 1_000 });
});

test("says what is wrong with a manifest, or with a checkpoint, and fails", async () => {
  const wrong = start("wrong", { algorithm: { name: "SAC" }, environment: { name: "CartPole-v1" } });
  expect((await wrong.exit).code).toBe(1);
  expect(wrong.events().at(-1)).toMatchObject({
    type: "error",
    message: expect.stringContaining("algorithm.name") as string,
  });
  const lost = start("lost", manifest("PPO"), join(root, "nowhere"));
  expect((await lost.exit).code).toBe(1);
  expect(lost.events().at(-1)).toMatchObject({ type: "error" });
});
