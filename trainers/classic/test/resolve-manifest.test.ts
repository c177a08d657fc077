import { describe, expect, test } from "vitest";
import { CATALOGUE } from "../src/catalogue.ts";
import { DEFAULTS, resolveManifest } from "../src/defaults.ts";

const names = { algorithm: { name: "PPO" }, environment: { name: "CartPole-v1" } };
const paths = (faults: readonly { path: string }[]): string[] => faults.map((fault) => fault.path);

describe("resolveManifest", () => {
  test.each(CATALOGUE.environments.flatMap((entry) => entry.algorithms.map((algorithm) => [algorithm, entry.name])))(
    "%s on %s is complete without a word, and resolving it again changes nothing",
    (algorithm, environment) => {
      const first = resolveManifest({ algorithm: { name: algorithm }, environment: { name: environment } });
      expect(first.errors).toEqual([]);
      expect(first.warnings).toEqual([]);
      expect(resolveManifest(first.manifest)).toEqual(first);
    },
  );

  test("what is said wins, what is absent, null or {} takes the default", () => {
    const { manifest } = resolveManifest({
      ...names,
      algorithm: { name: "PPO", lr: 0.5, gamma: null },
      training: {},
      network: null,
      mutation: {},
    });
    const row = DEFAULTS.PPO["CartPole-v1"]!;
    expect(manifest?.algorithm).toEqual({ ...row.algorithm, name: "PPO", lr: 0.5 });
    expect(manifest?.network).toEqual(row.network);
    expect(resolveManifest(names).manifest?.training).toEqual(manifest?.training);
  });

  test("a default gives way to what was said", () => {
    const ppo = resolveManifest({ ...names, algorithm: { name: "PPO", learn_step: 100 } });
    expect(ppo).toMatchObject({ warnings: [], errors: [], manifest: { algorithm: { batch_size: 100 } } });
    const dqn = { algorithm: { name: "DQN" }, training: { eps_start: 0.01 }, replay_buffer: { max_size: 10 } };
    expect(resolveManifest({ ...names, ...dqn })).toMatchObject({
      errors: [],
      manifest: { algorithm: { batch_size: 10 }, training: { eps_end: 0.01 } },
    });
  });

  test("schedules end at the target where nothing is said, and stay there when the target is moved later", () => {
    const parent = resolveManifest({ ...names, training: { max_steps: 2_000 } }).manifest!;
    expect(parent.training.schedule_steps).toBe(2_000);
    const child = resolveManifest({ ...parent, training: { ...parent.training, max_steps: 3_000 } });
    expect(child.manifest?.training.schedule_steps).toBe(2_000);
    expect(paths(child.warnings)).toEqual(["training.schedule_steps"]);
    const shorter = resolveManifest({ ...parent, training: { ...parent.training, max_steps: 1_000, evo_steps: 500 } });
    expect(shorter).toMatchObject({ warnings: [], manifest: { training: { schedule_steps: 2_000 } } });
  });

  test("the given manifest is not changed", () => {
    const given = { ...names, training: { metrics_interval: 100 } };
    const before = structuredClone(given);
    expect(resolveManifest(given).manifest?.training.evo_steps).toBe(100);
    expect(given).toEqual(before);
  });

  test.each([
    [{ algorithm: { name: "PPO", lr: "fast", clip_coef: 0 } }, ["algorithm.lr", "algorithm.clip_coef"]],
    [{ algorithm: { name: "PPO", batch_size: 1.5, gamma: 1.01 } }, ["algorithm.batch_size", "algorithm.gamma"]],
    [{ training: { max_steps: 0 } }, ["training.max_steps"]],
    [{ training: { max_steps: 100, evo_steps: 200 } }, ["training.evo_steps"]],
    [{ training: { pop_size: 2 } }, ["training.pop_size"]],
    [{ training: { population_size: 4 } }, ["training.pop_size"]],
    [{ training: [] }, ["training"]],
    [{ training: { hpo: "yes", target_score: Number.NaN } }, ["training.hpo", "training.target_score"]],
    [{ training: { eps_start: 0.1, eps_end: 0.2 } }, ["training.eps_start"]],
    [{ network: { hidden_size: [64, -1, "x"] } }, ["network.hidden_size.1", "network.hidden_size.2"]],
    [{ network: { hidden_size: [] } }, ["network.hidden_size"]],
    [{ network: { net_config: {} } }, ["network.net_config"]],
    [{ net_config: {} }, ["net_config"]],
    [{ apiVersion: "agilerl.com/v2" }, ["apiVersion"]],
    [{ algorithm: { name: "PPO", recurrent: true } }, ["algorithm.recurrent"]],
    [{ algorithm: { name: "PPO", num_envs: 3 } }, ["algorithm.num_envs"]],
    [{ algorithm: { name: "Rainbow DQN" } }, ["algorithm.name"]],
    [{ algorithm: { name: "RainbowDQN" } }, ["algorithm.name"]],
    [{ environment: { name: "Pong-v5" }, algorithm: { name: "PPO", lr: -1 } }, ["environment.name", "algorithm.lr"]],
    [{ environment: { name: 4 } }, ["environment.name"]],
    [{ algorithm: { name: 3 } }, ["algorithm.name"]],
    [{ algorithm: {} }, ["algorithm.name"]],
    [{ environment: { name: "Pong-v5", num_envs: 0 } }, ["environment.name", "environment.num_envs"]],
    [{ algorithm: { name: "DQN" }, environment: { name: "Pendulum-v1" } }, ["algorithm.name"]],
    [{ algorithm: { name: "DQN", batch_size: 600 }, replay_buffer: { memory_size: 500 } }, ["algorithm.batch_size"]],
    [{ algorithm: { name: "DQN" }, replay_buffer: { per_buffer: true } }, ["replay_buffer.per_buffer"]],
  ])("refuses %j at its paths", (given, expected) => {
    const { manifest, errors } = resolveManifest({ ...names, ...given });
    expect(manifest).toBeNull();
    expect(paths(errors)).toEqual(expected);
  });

  test.each([[null], [3], ["x"], [[]]])("refuses %j as a whole", (given) => {
    expect(paths(resolveManifest(given).errors)).toEqual([""]);
  });

  test("unknown keys are kept and warned about", () => {
    const { manifest, warnings } = resolveManifest({
      ...names,
      mood: 1,
      training: { constructor: 2, hpo: true },
      mutation: { no_mut: 1 },
    });
    expect(manifest).toMatchObject({ mood: 1, mutation: { no_mut: 1 } });
    expect(paths(warnings)).toEqual(["mood", "training.constructor", "training.hpo", "mutation"]);
  });

  test("takes what the older client always sends", () => {
    const { errors } = resolveManifest({
      algorithm: {
        ...{ name: "PPO", batch_size: 128, learn_step: 2048, gamma: 0.99, gae_lambda: 0.95, action_std_init: 0.6 },
        ...{ clip_coef: 0.2, ent_coef: 0.01, vf_coef: 0.5, max_grad_norm: 0.5, update_epochs: 4, lr: 1e-4 },
        ...{ recurrent: false, max_seq_len: 32, share_encoders: true },
      },
      environment: { name: "CartPole-v1", num_envs: 16 },
      training: {
        ...{ max_steps: 1_000_000, pop_size: 1, eval_steps: null, eval_loop: 1, hpo: true, target_score: null },
        ...{ learning_delay: 0, evaluation_interval: 10, num_epochs: null, episode_steps: 500, sum_scores: true },
        ...{ reporting_interval: 1024, experience_sharing: false },
      },
      mutation: {},
      tournament_selection: { strategy: "tournament", tournament_size: 2, elitism: true },
      network: {},
    });
    expect(errors).toEqual([]);
  });
});
