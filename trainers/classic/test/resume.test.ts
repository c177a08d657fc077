import fc from "fast-check";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { saveCheckpoint, snapshot } from "../src/checkpoint.ts";
import { resolveManifest } from "../src/defaults.ts";
import type { ResolvedManifest } from "../src/defaults.ts";
import { restoreCheckpoint } from "../src/restore-checkpoint.ts";
import { Training } from "../src/training.ts";

const HALT_POINTS = Number(process.env.ARENA_HALT_POINTS ?? 5);
const MAX_ADVANCES = 100_000;

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "arena-classic-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function manifestOf(given: Record<string, unknown>): ResolvedManifest {
  const { manifest, errors } = resolveManifest(given);
  expect(errors).toEqual([]);
  return manifest!;
}

interface Life {
  readonly training: Training;
  readonly lines: string[];
}

function begin(manifest: ResolvedManifest, lines: string[]): Life {
  const training = new Training(manifest, {
    metrics: (step, values) => lines.push(JSON.stringify({ step, values })),
    log: (message) => lines.push(message),
  });
  return { training, lines };
}

/** Advances until done, or until so many pieces of work are done; returns how many. */
function advance(life: Life, limit: number): number {
  let count = 0;
  for (; count < limit && !life.training.finished; count += 1) {
    life.training.advance();
    life.training.checkpointDue = false;
  }
  return count;
}

/** Halts after each of the counts, every time by way of the disk and a training made anew. */
function liveWithHalts(manifest: ResolvedManifest, counts: readonly number[]): Life {
  let life = begin(manifest, []);
  for (const count of counts) {
    advance(life, count);
    const { path } = saveCheckpoint(life.training, folder);
    life = begin(manifest, life.lines);
    restoreCheckpoint(life.training, join(folder, path));
  }
  advance(life, MAX_ADVANCES);
  return life;
}

/** Metrics are JSON, log messages begin with their step. */
function stepOf(line: string): number {
  return Number(/^(?:Step |\{"step":)(\d+)/.exec(line)![1]);
}

const training = { eval_loop: 2, evaluation_interval: 500, reporting_interval: 100, seed: 3 };
const CASES = {
  "PPO, choices": {
    algorithm: { name: "PPO", learn_step: 256, batch_size: 60, update_epochs: 3 },
    environment: { name: "CartPole-v1", num_envs: 3 },
    training: { ...training, max_steps: 2_000 },
    network: { hidden_size: [16, 16] },
  },
  "PPO, continuous actions": {
    algorithm: { name: "PPO", learn_step: 256, batch_size: 64, update_epochs: 2 },
    environment: { name: "Pendulum-v1", num_envs: 2 },
    training: { ...training, max_steps: 1_501 },
    network: { hidden_size: [16] },
  },
  DQN: {
    algorithm: { name: "DQN", learn_step: 2, batch_size: 16, gradient_steps: 2 },
    environment: { name: "CartPole-v1", num_envs: 2 },
    training: { ...training, max_steps: 1_800, learning_delay: 100, eps_decay: 0.998 },
    network: { hidden_size: [16, 16] },
    replay_buffer: { max_size: 700 },
  },
} as const;

describe.each(Object.entries(CASES))("%s", (_name, given) => {
  const manifest = manifestOf(given);
  const whole = begin(manifest, []);
  const total = advance(whole, MAX_ADVANCES);
  const expected = snapshot(whole.training).sha256;

  test("learns the same twice", () => {
    const again = begin(manifest, []);
    advance(again, MAX_ADVANCES);
    expect(again.lines).toEqual(whole.lines);
    expect(snapshot(again.training).sha256).toBe(expected);
  });

  test("halted anywhere, twice in a row, and resumed, ends as if it had never been halted", () => {
    fc.assert(
      fc.property(fc.nat(total - 1), fc.nat(total - 1), (first, second) => {
        const life = liveWithHalts(manifest, [first, Math.max(1, Math.floor((second * (total - first)) / total))]);
        expect(life.lines).toEqual(whole.lines);
        expect(snapshot(life.training).sha256).toBe(expected);
      }),
      { numRuns: HALT_POINTS },
    );
  });

  test("refuses a checkpoint of another shape", () => {
    const { path } = saveCheckpoint(whole.training, folder);
    const other = begin(manifestOf({ ...given, network: { hidden_size: [8] } }), []);
    expect(() => restoreCheckpoint(other.training, join(folder, path))).toThrow(/does not fit the manifest/);
  });
});

describe.each(["PPO, choices", "DQN"] as const)("%s with its target moved", (name) => {
  const parent = manifestOf(CASES[name]);
  const target = parent.training.max_steps as number;
  const raised = (training: object): ResolvedManifest =>
    manifestOf({ ...parent, training: { ...parent.training, max_steps: target + 600, ...training } });
  const before = (lines: string[]): string[] => lines.filter((line) => stepOf(line) < target);
  const rates = (lines: string[]): [number, unknown][] =>
    lines
      .filter((line) => line.includes("learning_rate"))
      .map((line) => [stepOf(line), (JSON.parse(line) as { values: Record<string, unknown> }).values.learning_rate]);

  const whole = begin(parent, []);
  advance(whole, MAX_ADVANCES);
  const longer = begin(raised({}), []);
  const total = advance(longer, MAX_ADVANCES);

  test("nothing changes before the schedule's end, and after it a tenth of the rate is left", () => {
    expect(longer.training.step).toBe(target + 600);
    expect(before(longer.lines)).toEqual(before(whole.lines));
    const { lr } = parent.algorithm as { lr?: number };
    expect(rates(longer.lines).at(-1)).toEqual([target + 600, lr! * 0.1]);
  });

  test("halted and resumed with a later target, it ends as if the target had been the later one from the start", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: Math.floor(total / 2) }), (count) => {
        const halted = begin(parent, []);
        advance(halted, count);
        const { path } = saveCheckpoint(halted.training, folder);
        const resumed = begin(raised({}), halted.lines);
        expect(restoreCheckpoint(resumed.training, join(folder, path))).toEqual({ missing: [], reshaped: [] });
        advance(resumed, MAX_ADVANCES);
        expect(resumed.lines).toEqual(longer.lines);
        expect(snapshot(resumed.training).sha256).toBe(snapshot(longer.training).sha256);
      }),
      { numRuns: Math.min(HALT_POINTS, 5) },
    );
  });

  test("another curve is asked for by name", () => {
    const stretched = begin(raised({ schedule_steps: target + 600 }), []);
    advance(stretched, MAX_ADVANCES);
    expect(before(stretched.lines)).not.toEqual(before(whole.lines));
    const late = rates(stretched.lines).filter(([step]) => step > 700);
    const earlier = new Map(rates(whole.lines));
    for (const [step, rate] of late) if (earlier.has(step)) expect(rate).toBeGreaterThan(earlier.get(step) as number);
  });
});

test("with more steps to do, a finished training goes on", () => {
  const given = CASES["PPO, choices"];
  const done = begin(manifestOf(given), []);
  advance(done, MAX_ADVANCES);
  const { path } = saveCheckpoint(done.training, folder);
  const longer = begin(manifestOf({ ...given, training: { ...given.training, max_steps: 2_600 } }), []);
  restoreCheckpoint(longer.training, join(folder, path));
  advance(longer, MAX_ADVANCES);
  expect(longer.training.step).toBe(2_600);
  expect(longer.training.finished).toBe(true);
});
