import { expect, test } from "vitest";
import { experimentName } from "../../src/cli/experiments/experiment-name.ts";
import { ofClient } from "../../src/cli/experiments/client-manifest.ts";
import { checkManifest } from "../../src/domain/experiment/check-manifest.ts";

const OLD = {
  algorithm: { name: "PPO", num_envs: 1, batch_size: 128, recurrent: false },
  environment: { name: "CartPole-v1" },
  training: { max_steps: 20_000, evaluation_interval: 10, hpo: true },
  mutation: {},
  tournament_selection: {},
  network: {},
};
const NO_MUTATION = { no_mut: 1, arch_mut: 0, new_layer: 0, params_mut: 0, act_mut: 0, rl_hp_mut: 0 };
const NEW = {
  apiVersion: "agilerl.com/v1",
  algorithm: { name: "PPO", batch_size: 64 },
  environment: { name: "CartPole-v1", num_envs: 32, env_type: "gym", custom: false },
  training: { max_steps: 20_000, evo_steps: 10_000, evaluation_interval: 10 },
  mutation: { probabilities: NO_MUTATION, mutation_sd: 0.1, rand_seed: 42 },
  tournament_selection: { strategy: "tournament", tournament_size: 2, elitism: true },
};

test("empty sections are absent, and what the older client always sends gives way to our defaults", () => {
  expect(ofClient(OLD)).toEqual({
    algorithm: { name: "PPO", batch_size: 128, recurrent: false },
    environment: { name: "CartPole-v1" },
    training: { max_steps: 20_000, hpo: true },
  });
  expect(checkManifest(ofClient(OLD)).resolution.manifest).toMatchObject({ training: { evaluation_interval: 10_000 } });
});

test("the older client's number of environments is taken where it says something", () => {
  const of = (algorithm: number, environment?: number) =>
    ofClient({
      ...OLD,
      algorithm: { ...OLD.algorithm, num_envs: algorithm },
      environment: { ...OLD.environment, ...(environment === undefined ? {} : { num_envs: environment }) },
    });
  expect(of(8)["environment"]).toMatchObject({ num_envs: 8 });
  expect(of(1, 4)["environment"]).toMatchObject({ num_envs: 4 });
  for (const manifest of [of(8), of(1, 4), of(4, 4)]) {
    expect(checkManifest(manifest).resolution.errors).toEqual([]);
  }
});

test("of the newer client, what its user has set is kept; a mutation that never mutates is absent", () => {
  const own = ofClient(NEW);
  expect(own).toEqual({ ...NEW, mutation: undefined, tournament_selection: NEW.tournament_selection });
  expect(own).not.toHaveProperty("mutation");
  const mutating = { ...NEW, mutation: { probabilities: { ...NO_MUTATION, no_mut: 0.5, arch_mut: 0.5 } } };
  expect(ofClient(mutating)).toEqual(mutating);
  expect(checkManifest(own).resolution.errors).toEqual([]);
});

test("the newer names are the older ones", () => {
  const named = (name: string) => ofClient({ ...NEW, algorithm: { name } })["algorithm"];
  expect(named("Rainbow DQN")).toEqual({ name: "RainbowDQN" });
  expect(named("Recurrent PPO")).toEqual({ name: "PPO", recurrent: true });
  expect(named("toString")).toEqual({ name: "toString" });
  expect(checkManifest(ofClient({ ...NEW, algorithm: { name: "Recurrent PPO" } })).resolution.errors).toEqual([
    { path: "algorithm.recurrent", message: "No trainer can run a recurrent policy." },
  ]);
});

test("another apiVersion is refused, and so is net_config; unknown keys are warned about", () => {
  const faults = (manifest: Record<string, unknown>) => checkManifest(ofClient(manifest)).resolution.errors;
  expect(faults({ ...NEW, apiVersion: "agilerl.com/v2" })).toMatchObject([{ path: "apiVersion" }]);
  expect(faults({ ...NEW, network: { net_config: {} } })).toMatchObject([{ path: "network.net_config" }]);
  const { warnings, resolution } = checkManifest(ofClient({ ...NEW, surprise: 1, network: { encoder_config: {} } }));
  expect(resolution.errors).toEqual([]);
  expect(warnings.map(({ path }) => path)).toEqual(expect.arrayContaining(["surprise", "network.encoder_config"]));
});

test("nothing that was given is changed, and no key is taken for more than a key", () => {
  const given = structuredClone(OLD);
  ofClient(given);
  expect(given).toEqual(OLD);
  const own = ofClient(JSON.parse('{"__proto__": {"polluted": true}}') as Record<string, unknown>);
  expect(Object.getPrototypeOf(own)).toBe(Object.prototype);
});

test("names for whoever gives none lead nowhere and say what is trained", () => {
  const manifest = { algorithm: { name: "PPO" }, environment: { name: "ALE/Pong v5" } };
  const name = experimentName(manifest, new Date("2026-01-31T12:00:00Z"));
  expect(name).toMatch(/^PPO-ALE-Pong-v5-20260131-120000-[0-9a-f]{4}$/);
});
