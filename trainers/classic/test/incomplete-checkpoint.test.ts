import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { saveCheckpoint } from "../src/checkpoint.ts";
import { resolveManifest } from "../src/defaults.ts";
import { restoreCheckpoint } from "../src/restore-checkpoint.ts";
import { Training } from "../src/training.ts";
import { holdings, savePartial } from "./partial-checkpoint.ts";
import { TrainerProcess } from "./trainer-process.ts";
import type { StartOptions } from "./trainer-process.ts";
import { MAIN } from "./trainer-command.ts";

let root = "";
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), "arena-incomplete-"));
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

const MAX_STEPS = 1_600;
const training = { max_steps: MAX_STEPS, eval_loop: 1, evaluation_interval: 500, reporting_interval: 100, seed: 5 };
const GIVEN: Readonly<Record<string, Record<string, Record<string, unknown>>>> = {
  PPO: {
    algorithm: { name: "PPO", learn_step: 128, batch_size: 32 },
    environment: { name: "CartPole-v1", num_envs: 2 },
    training,
    network: { hidden_size: [8] },
  },
  DQN: {
    algorithm: { name: "DQN", learn_step: 2, batch_size: 16, gradient_steps: 2 },
    environment: { name: "CartPole-v1", num_envs: 2 },
    training: { ...training, learning_delay: 50, eps_decay: 0.99 },
    network: { hidden_size: [8] },
    replay_buffer: { max_size: 400 },
  },
};

function make(given: object): Training {
  const { manifest, errors } = resolveManifest(given);
  expect(errors).toEqual([]);
  return new Training(manifest!, { metrics: () => undefined, log: () => undefined });
}

function runTo(life: Training, isReached: () => boolean): void {
  for (let i = 0; i < 100_000 && !isReached() && !life.finished; i += 1) life.advance();
}

function start(name: string, options: StartOptions): TrainerProcess {
  const trainer = new TrainerProcess(MAIN, join(root, name), GIVEN.DQN, options);
  onTestFinished(() => trainer.kill());
  return trainer;
}

/** Halted in the middle of things: a rollout part-filled, updates owed. */
function halfway(given: object): { life: Training; folder: string } {
  const life = make(given);
  runTo(life, () => life.step >= 802);
  return { life, folder: join(root, saveCheckpoint(life, root).path) };
}

describe.each(["PPO", "DQN"])("%s", (algorithm) => {
  const given = GIVEN[algorithm]!;
  const contents = [...holdings(make(given)).keys()];
  const acceptable = contents.filter((name) => name !== "WEIGHTS");

  test.each(acceptable)("without %s: refused, unless accepted by name; then it goes on to the end", (name) => {
    const { life, folder } = halfway(given);
    const partial = join(root, `${algorithm}-${name}`);
    savePartial(life, folder, partial, name);
    const others = acceptable.filter((other) => other !== name);
    expect(() => restoreCheckpoint(make(given), partial)).toThrow(`lacks ${name}.`);
    expect(() => restoreCheckpoint(make(given), partial, others)).toThrow(`lacks ${name}.`);
    const child = make(given);
    expect(restoreCheckpoint(child, partial, [name])).toEqual({ missing: [name], reshaped: [] });
    expect(child.step).toBe(life.step);
    runTo(child, () => false);
    expect(child.step).toBe(MAX_STEPS);
    expect(child.finished).toBe(true);
    expect(child.fitness).toBeGreaterThan(0);
  });

  const alone = acceptable.filter((name) => ["OPTIMIZER", "REPLAY_BUFFER", "EXPLORATION", "RNG"].includes(name));
  test.each(alone)("without %s, only that is fresh", (name) => {
    const { life, folder } = halfway(given);
    const partial = join(root, `${algorithm}-${name}-alone`);
    savePartial(life, folder, partial, name);
    const child = make(given);
    restoreCheckpoint(child, partial, [name]);
    const held = holdings(child);
    expect(held.get(name)).toEqual(holdings(make(given)).get(name));
    expect(held.get(name)).not.toEqual(holdings(life).get(name));
    for (const other of acceptable.filter((each) => each !== name && each !== "COUNTERS")) {
      expect(held.get(other), other).toEqual(holdings(life).get(other));
    }
  });

  test("without weights there is nothing to resume, whatever is accepted", () => {
    const { life, folder } = halfway(given);
    const partial = join(root, `${algorithm}-WEIGHTS`);
    savePartial(life, folder, partial, "WEIGHTS");
    expect(() => restoreCheckpoint(make(given), partial, contents)).toThrow("no WEIGHTS");
  });

  test("with another number of environments, the weights go on", () => {
    const { folder, life } = halfway(given);
    for (const count of [1, 3]) {
      const child = make({ ...given, environment: { ...given.environment, num_envs: count } });
      expect(restoreCheckpoint(child, folder).missing).toEqual([]);
      expect(holdings(child).get("WEIGHTS")).toEqual(holdings(life).get("WEIGHTS"));
      runTo(child, () => false);
      expect(child.step).toBe(MAX_STEPS);
    }
  });
});

test("PPO with a longer rollout drops the part-filled one and says so", () => {
  const { folder } = halfway(GIVEN.PPO!);
  const child = make({ ...GIVEN.PPO, algorithm: { ...GIVEN.PPO!.algorithm, learn_step: 256 } });
  expect(restoreCheckpoint(child, folder).reshaped).toEqual(["rollout.order"]);
  runTo(child, () => false);
  expect(child.finished).toBe(true);
});

test("PPO that begins to normalise starts the normalisation, when that is accepted", () => {
  const plain = { ...GIVEN.PPO!.algorithm, normalize_observations: false, normalize_rewards: false };
  const { folder } = halfway({ ...GIVEN.PPO, algorithm: plain });
  expect(() => restoreCheckpoint(make(GIVEN.PPO!), folder)).toThrow("lacks NORMALIZATION.");
  const child = make(GIVEN.PPO!);
  expect(restoreCheckpoint(child, folder, ["NORMALIZATION"])).toEqual({ missing: ["NORMALIZATION"], reshaped: [] });
});

test("as a program: an error that names what is missing, or a start with a warning", async () => {
  const { life, folder } = halfway(GIVEN.DQN!);
  const partial = join(root, "process-partial");
  savePartial(life, folder, partial, "REPLAY_BUFFER");
  const refused = start("refused", { from: partial });
  expect(await refused.exit).toEqual({ code: 1, signal: null });
  expect(refused.events().map((event) => event.type)).toEqual(["error"]);
  expect(refused.events()[0]?.message).toContain("REPLAY_BUFFER");
  const acceptMissing = "RNG,REPLAY_BUFFER";
  const accepted = start("accepted", { from: partial, acceptMissing });
  expect(await accepted.exit, accepted.output).toEqual({ code: 0, signal: null });
  const events = accepted.events();
  expect(events[0]).toMatchObject({ type: "started", step: life.step });
  expect(events[1]).toMatchObject({ type: "log", level: "warn" });
  expect(events[1]?.message).toContain("REPLAY_BUFFER");
  expect(events.at(-2)?.contents).toContain("REPLAY_BUFFER");
  expect(events.at(-1)).toMatchObject({ reason: "completed", step: MAX_STEPS });
});
