import { ALGORITHM_NAMES, ENVIRONMENT_NAMES } from "./catalogue.ts";
import type { AlgorithmName } from "./catalogue.ts";

/** What one key of a manifest may be. Bounds are inclusive; `above` is exclusive. */
export interface KeyRule {
  /** A label is text or a number. */
  readonly kind: "integer" | "number" | "boolean" | "text" | "label" | "choice";
  readonly min?: number;
  readonly above?: number;
  readonly max?: number;
  readonly choices?: readonly string[];
  /** The one value of its kind that this trainer can run, and what to say of the others. */
  readonly only?: { readonly value: number | boolean | string; readonly refusal: string };
}
export type SectionRules = Readonly<Record<string, KeyRule>>;

const integer = (min: number, max: number): KeyRule => ({ kind: "integer", min, max });
const number = (min: number, max: number): KeyRule => ({ kind: "number", min, max });
const above = (bound: number, max: number): KeyRule => ({ kind: "number", above: bound, max });
const boolean: KeyRule = { kind: "boolean" };
const text: KeyRule = { kind: "text" };
const off = (refusal: string): KeyRule => ({ kind: "boolean", only: { value: false, refusal } });
const recurrent = off("No trainer can run a recurrent policy.");
const LARGEST = Number.MAX_SAFE_INTEGER;

export const ALIASES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  training: { metrics_interval: "evo_steps", population_size: "pop_size" },
  replay_buffer: { memory_size: "max_size" },
};

/** Keys of the manifest itself that are not sections with rules of their own. */
export const TOP_LEVEL_RULES: SectionRules = {
  apiVersion: { kind: "choice", choices: ["agilerl.com/v1", "v1"] },
};
/** Sections whose keys are kept, and have no effect. */
export const FREE_SECTIONS = ["mutation", "tournament_selection", "selection_strategy"] as const;

/** What `algorithm.name` and `environment.name` may be; both are required. */
export const NAMES = { algorithm: ALGORITHM_NAMES, environment: ENVIRONMENT_NAMES } as const;

/** `network.hidden_size`: the length of the list, and what each layer may be. */
export const HIDDEN_SIZE = { minLayers: 1, maxLayers: 8, layer: integer(1, 1_024) } as const;

/** Refused wherever it stands. */
export const REFUSED_KEY = "net_config";
export const REFUSED_KEY_MESSAGE = "net_config is not accepted; use network.hidden_size.";

const everyAlgorithm: SectionRules = {
  batch_size: integer(1, 65_536),
  learn_step: integer(1, 1_000_000),
  gamma: number(0, 1),
  lr: above(0, 10),
  lr_schedule: { kind: "choice", choices: ["constant", "linear"] },
  max_grad_norm: above(0, 1e9),
  normalize_observations: boolean,
  num_envs: integer(1, 1_024),
  normalize_images: boolean,
};

export const ALGORITHM_RULES: Readonly<Record<AlgorithmName, SectionRules>> = {
  PPO: {
    ...everyAlgorithm,
    gae_lambda: number(0, 1),
    action_std_init: above(0, 10),
    clip_coef: above(0, 1),
    ent_coef: number(0, 1),
    vf_coef: number(0, 10),
    update_epochs: integer(1, 1_000),
    normalize_rewards: boolean,
    recurrent,
    max_seq_len: integer(1, 1_000_000),
    share_encoders: boolean,
    target_kl: number(0, 1e9),
  },
  DQN: {
    ...everyAlgorithm,
    tau: above(0, 1),
    reward_scale: above(0, 1e6),
    double: boolean,
    gradient_steps: integer(1, 1_000),
    recurrent,
  },
};

export const SECTION_RULES = {
  environment: {
    num_envs: integer(1, 1_024),
    version: { kind: "label" },
    env_type: text,
    custom: boolean,
    default_type: text,
    sync: boolean,
  },
  training: {
    max_steps: integer(1, LARGEST),
    schedule_steps: integer(1, LARGEST),
    evo_steps: integer(1, LARGEST),
    pop_size: {
      ...integer(1, 1_000_000),
      only: { value: 1, refusal: "No trainer can train a population: must be 1." },
    },
    eval_steps: integer(1, LARGEST),
    eval_loop: integer(1, 100_000),
    hpo: boolean,
    target_score: number(-Number.MAX_VALUE, Number.MAX_VALUE),
    learning_delay: integer(0, LARGEST),
    eps_start: number(0, 1),
    eps_end: number(0, 1),
    eps_decay: above(0, 1),
    evaluation_interval: integer(1, LARGEST),
    num_epochs: integer(1, LARGEST),
    episode_steps: integer(1, LARGEST),
    sum_scores: boolean,
    reporting_interval: integer(1, LARGEST),
    experience_sharing: boolean,
    checkpoint_interval: integer(1, LARGEST),
    seed: integer(0, LARGEST),
  },
  network: {
    activation: { kind: "choice", choices: ["Tanh", "ReLU"] },
    arch: { kind: "text", only: { value: "mlp", refusal: 'must be "mlp"' } },
    simba: off("No trainer can run a SimBa network."),
    recurrent: off("No trainer can run a recurrent network."),
  },
  replay_buffer: {
    max_size: integer(1, 10_000_000),
    standard_buffer: boolean,
    n_step_buffer: off("No trainer has an n-step buffer."),
    n_step: integer(1, 1_000),
    per_buffer: off("No trainer has a prioritised buffer."),
    alpha: number(0, 1),
    kind: text,
  },
} as const satisfies Record<string, SectionRules>;

/** Why a value breaks its rule, or null. */
export function faultOf(value: unknown, rule: KeyRule): string | null {
  const fault = kindFaultOf(value, rule);
  if (fault !== null || rule.only === undefined) return fault;
  return value === rule.only.value ? null : rule.only.refusal;
}

function kindFaultOf(value: unknown, rule: KeyRule): string | null {
  switch (rule.kind) {
    case "boolean":
      return typeof value === "boolean" ? null : "must be true or false";
    case "text":
      return typeof value === "string" ? null : "must be text";
    case "label":
      return typeof value === "string" || typeof value === "number" ? null : "must be text or a number";
    case "choice": {
      const choices = rule.choices ?? [];
      return typeof value === "string" && choices.includes(value) ? null : `must be one of ${choices.join(", ")}`;
    }
    default:
      return numberFaultOf(value, rule);
  }
}

function numberFaultOf(value: unknown, rule: KeyRule): string | null {
  if (typeof value !== "number" || !Number.isFinite(value)) {
    return rule.kind === "integer" ? "must be a whole number" : "must be a number";
  }
  if (rule.kind === "integer" && !Number.isInteger(value)) return "must be a whole number";
  if (rule.min !== undefined && value < rule.min) return `must be at least ${rule.min}`;
  if (rule.above !== undefined && value <= rule.above) return `must be greater than ${rule.above}`;
  if (rule.max !== undefined && value > rule.max) return `must be at most ${rule.max}`;
  return null;
}
