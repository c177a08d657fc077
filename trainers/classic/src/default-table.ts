import type { AlgorithmName, EnvironmentName } from "./catalogue.ts";

/** One row: what a manifest that says nothing runs with. `null` means none. */
export interface DefaultRow {
  readonly algorithm: Readonly<Record<string, number | boolean | string>>;
  readonly environment: { readonly num_envs: number };
  readonly training: Readonly<Record<string, number | boolean | null>>;
  readonly network: { readonly hidden_size: readonly number[]; readonly activation: "Tanh" | "ReLU" };
  readonly replay_buffer?: { readonly max_size: number };
}

const training = {
  pop_size: 1,
  eval_steps: null,
  eval_loop: 10,
  seed: 42,
  target_score: null,
  evaluation_interval: 10_000,
  reporting_interval: 1_024,
  checkpoint_interval: 25_000,
};

const ppo = {
  batch_size: 256,
  learn_step: 2_048,
  gamma: 0.99,
  gae_lambda: 0.95,
  action_std_init: 0.6,
  clip_coef: 0.2,
  ent_coef: 0,
  vf_coef: 0.5,
  max_grad_norm: 0.5,
  update_epochs: 4,
  lr: 1e-3,
  lr_schedule: "linear",
  normalize_observations: true,
  normalize_rewards: true,
  recurrent: false,
};

const dqn = {
  batch_size: 32,
  learn_step: 1,
  gradient_steps: 1,
  gamma: 0.98,
  tau: 0.005,
  reward_scale: 0.1,
  double: true,
  lr: 1e-3,
  lr_schedule: "linear",
  max_grad_norm: 10,
  normalize_observations: true,
};
const exploration = { eps_start: 1, eps_end: 0.05, eps_decay: 0.9997, learning_delay: 1_000 };

/** The one table of defaults. Tuned on seeds 0 to 9; seeds 100 to 109 are for `bench/solve-cartpole.ts` only. */
export const DEFAULTS: Readonly<Record<AlgorithmName, Readonly<Partial<Record<EnvironmentName, DefaultRow>>>>> = {
  PPO: {
    "CartPole-v1": {
      algorithm: ppo,
      environment: { num_envs: 8 },
      training: { ...training, max_steps: 150_000 },
      network: { hidden_size: [32, 32], activation: "Tanh" },
    },
    "MountainCar-v0": {
      algorithm: { ...ppo, learn_step: 256, batch_size: 64, gae_lambda: 0.98 },
      environment: { num_envs: 16 },
      training: { ...training, max_steps: 500_000 },
      network: { hidden_size: [32, 32], activation: "Tanh" },
    },
    "Acrobot-v1": {
      algorithm: ppo,
      environment: { num_envs: 16 },
      training: { ...training, max_steps: 200_000 },
      network: { hidden_size: [32, 32], activation: "Tanh" },
    },
    "Pendulum-v1": {
      algorithm: { ...ppo, gamma: 0.9, learn_step: 1_024, update_epochs: 10 },
      environment: { num_envs: 4 },
      training: { ...training, max_steps: 200_000 },
      network: { hidden_size: [64, 64], activation: "Tanh" },
    },
  },
  DQN: {
    "CartPole-v1": {
      algorithm: dqn,
      environment: { num_envs: 1 },
      training: { ...training, ...exploration, max_steps: 60_000 },
      network: { hidden_size: [64, 64], activation: "ReLU" },
      replay_buffer: { max_size: 50_000 },
    },
    "MountainCar-v0": {
      algorithm: dqn,
      environment: { num_envs: 1 },
      training: { ...training, ...exploration, eps_decay: 0.99993, max_steps: 100_000 },
      network: { hidden_size: [64, 64], activation: "ReLU" },
      replay_buffer: { max_size: 50_000 },
    },
    "Acrobot-v1": {
      algorithm: dqn,
      environment: { num_envs: 1 },
      training: { ...training, ...exploration, max_steps: 60_000 },
      network: { hidden_size: [64, 64], activation: "ReLU" },
      replay_buffer: { max_size: 50_000 },
    },
  },
};
