import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from "vitest";
import { MAIN } from "./trainer-command.ts";
import { TrainerProcess, metricSeries } from "./trainer-process.ts";
import type { StartOptions } from "./trainer-process.ts";

const HALT_ID = "0197a000-0000-7000-8000-000000000004";
const manifest = (algorithm: string): object => ({
  algorithm: { name: algorithm },
  environment: { name: "CartPole-v1" },
  training: { max_steps: 3_000, reporting_interval: 500, evaluation_interval: 1_000, checkpoint_interval: 2_000 },
  network: { hidden_size: [8] },
});

let root = "";
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), "arena-early-stop-"));
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

function start(name: string, algorithm: string, options: StartOptions = {}): TrainerProcess {
  const trainer = new TrainerProcess(MAIN, join(root, name), manifest(algorithm), options);
  onTestFinished(() => trainer.kill());
  return trainer;
}

/** Hears of the stop while it still waits for its manifest: no environment is made yet. */
async function signalEarly(trainer: TrainerProcess): Promise<void> {
  await vi.waitUntil(() => existsSync(trainer.eventFile), { timeout: 20_000, interval: 5 });
  trainer.child.kill("SIGTERM");
  await trainer.releaseManifest();
}

function expectStopped(trainer: TrainerProcess, step: number, haltId: string | null): void {
  const events = trainer.events();
  expect(events.map((event) => event.type)).toEqual([
    "started",
    "stop_seen",
    "checkpoint_started",
    "checkpoint",
    "finished",
  ]);
  expect(events.map((event) => event.step)).toEqual([step, step, step, step, step]);
  expect(events[1]).toMatchObject({ halt_id: haltId });
  expect(events[3]).toMatchObject({ reason: "halt" });
  expect(events[4]).toMatchObject({
    reason: "stopped",
    training_complete: false,
    checkpoint_id: events[3]!.id,
  });
}

describe.each(["PPO", "DQN"])("%s", (algorithm) => {
  test("asked to stop by a file that was there first: saved at step 0, and resumed it ends like the whole", async () => {
    const whole = start(`${algorithm}-whole`, algorithm);
    const halted = start(`${algorithm}-halted`, algorithm, { haltId: HALT_ID });
    expect(await halted.exit, halted.output).toEqual({ code: 0, signal: null });
    expectStopped(halted, 0, HALT_ID);
    const resumed = start(`${algorithm}-resumed`, algorithm, { from: halted.checkpointFolder() });
    expect(await resumed.exit, resumed.output).toEqual({ code: 0, signal: null });
    expect(await whole.exit, whole.output).toEqual({ code: 0, signal: null });
    expect(metricSeries(resumed.events())).toEqual(metricSeries(whole.events()));
    expect(resumed.events().at(-2)?.sha256).toBe(whole.events().at(-2)?.sha256);
  });

  test("SIGTERM before anything was built: saved at step 0", async () => {
    const trainer = start(`${algorithm}-signalled`, algorithm, { holdsManifest: true });
    await signalEarly(trainer);
    expect(await trainer.exit, trainer.output).toEqual({ code: 0, signal: null });
    expectStopped(trainer, 0, null);
  });

  test("SIGTERM before a resume was built: saved again at the checkpoint's step, with the same state", async () => {
    const first = start(`${algorithm}-first`, algorithm);
    await first.exit;
    const interval = first.events().find((event) => event.type === "checkpoint" && event.reason === "interval")!;
    const from = join(first.folder, "checkpoints", String(interval.path));
    const trainer = start(`${algorithm}-signalled-resume`, algorithm, { holdsManifest: true, from });
    await signalEarly(trainer);
    expect(await trainer.exit, trainer.output).toEqual({ code: 0, signal: null });
    expectStopped(trainer, interval.step, null);
    expect(trainer.events()[3]?.sha256).toBe(interval.sha256);
  });
});
