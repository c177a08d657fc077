import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { resolveManifest } from "../src/defaults.ts";
import { MAIN } from "./trainer-command.ts";
import { TrainerProcess, metricSeries } from "./trainer-process.ts";

const names = { algorithm: { name: "PPO" }, environment: { name: "CartPole-v1" } };
const training = { max_steps: 2_500, eval_loop: 1, evaluation_interval: 1_000, reporting_interval: 500 };
const network = { hidden_size: [8] };

let root = "";
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), "arena-given-"));
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

let count = 0;
function start(manifest: unknown): TrainerProcess {
  count += 1;
  const trainer = new TrainerProcess(MAIN, join(root, String(count)), manifest);
  onTestFinished(() => trainer.kill());
  return trainer;
}

test("unknown keys are warned about, and change nothing", async () => {
  const plain = start({ ...names, training, network });
  const odd = start({
    mood: "cheerful",
    algorithm: { name: "PPO", tau: "a key of DQN only" },
    environment: { name: "CartPole-v1", gravity: { moon: 1.6 } },
    training: { ...training, constructor: [], __proto: null, "a.b": 1 },
    network: { ...network, dropout: 0.5 },
  });
  expect(await plain.exit, plain.output).toEqual({ code: 0, signal: null });
  expect(await odd.exit, odd.output).toEqual({ code: 0, signal: null });
  const warnings = odd.events().filter((event) => event.type === "log" && event.level === "warn");
  expect(warnings.map((event) => String(event.message).split(":")[0])).toEqual([
    "mood",
    "algorithm.tau",
    "environment.gravity",
    "training.constructor",
    "training.a.b",
    "network.dropout",
  ]);
  expect(odd.events()[0]?.type).toBe("started");
  expect(plain.events().some((event) => event.level === "warn")).toBe(false);
  expect(metricSeries(odd.events())).toEqual(metricSeries(plain.events()));
  expect(odd.events().at(-2)?.sha256).toBe(plain.events().at(-2)?.sha256);
});

test("a resolved manifest and the one it was made from train alike", async () => {
  const given = { ...names, training, network };
  const [first, second] = [start(given), start(resolveManifest(given).manifest)];
  expect(await first.exit, first.output).toEqual({ code: 0, signal: null });
  expect(await second.exit, second.output).toEqual({ code: 0, signal: null });
  expect(second.events().at(-2)?.sha256).toBe(first.events().at(-2)?.sha256);
});

describe("what is wrong is said, by path, and nothing is started", () => {
  test.each([
    [{ ...names, training: { max_steps: "1000" } }, ["training.max_steps: must be a whole number"]],
    [
      { algorithm: { name: "PPO", lr: null, gamma: [0.9], update_epochs: 0 }, environment: { name: true }, network: 3 },
      ["environment.name: must be text", "algorithm.gamma: must be a number", "algorithm.update_epochs:", "network:"],
    ],
    [{ ...names, network: { hidden_size: [64, "64"] } }, ["network.hidden_size.1: must be a whole number"]],
    [
      { ...names, algorithm: { name: "DQN" }, environment: { name: "Pendulum-v1" } },
      ["algorithm.name: DQN does not fit"],
    ],
    [{}, ["algorithm.name: is required", "environment.name: is required"]],
    [[], ["The manifest must be an object."]],
    ["{ not json", ["The manifest is not JSON."]],
    ["", ["The manifest is not JSON."]],
  ])("%j", async (manifest, sentences) => {
    const trainer = start(manifest);
    expect(await trainer.exit, trainer.output).toEqual({ code: 1, signal: null });
    const events = trainer.events();
    expect(events.map((event) => event.type)).toEqual(["error"]);
    for (const sentence of sentences) expect(events[0]?.message).toContain(sentence);
    expect(readdirSync(join(trainer.folder, "checkpoints"))).toEqual([]);
  });
});
