import { formatExact } from "./format-number.ts";

export interface ManifestRow {
  /** With dots: `training.max_steps`. */
  readonly path: string;
  readonly section: string;
  readonly label: string;
  readonly value: string;
  /** What the parent has, when it is another; null when it is the same or there is no parent. */
  readonly parentValue: string | null;
}

const SECTIONS = ["algorithm", "environment", "training", "network", "replay_buffer"];
const WORDS: Readonly<Record<string, string>> = {
  lr: "Learning rate",
  lr_schedule: "Learning rate schedule",
  eps_start: "Exploration at start",
  eps_end: "Exploration at end",
  eps_decay: "Exploration decay",
  num_envs: "Parallel environments",
  ent_coef: "Entropy coefficient",
  vf_coef: "Value coefficient",
  clip_coef: "Clip coefficient",
  max_grad_norm: "Largest gradient norm",
  gae_lambda: "GAE λ",
  gamma: "Discount γ",
  tau: "Target update τ",
  target_kl: "Target KL",
  hidden_size: "Hidden layers",
  max_size: "Replay buffer size",
  eval_loop: "Evaluation episodes",
  eval_steps: "Evaluation steps",
  evo_steps: "Evolution steps",
  pop_size: "Population size",
  double: "Double Q",
  action_std_init: "Initial action deviation",
};

type Manifest = Readonly<Record<string, unknown>>;

/** A manifest as labelled rows, with what differs from the parent's. Both resolved, else defaults look like differences. */
export function manifestRows(manifest: Manifest, parent: Manifest | null): readonly ManifestRow[] {
  const own = flatten(manifest);
  const theirs = parent === null ? null : flatten(parent);
  const paths = [...new Set([...own.keys(), ...(theirs?.keys() ?? [])])];
  return paths
    .map((path) => {
      const value = valueText(own.get(path));
      const before = theirs === null ? value : valueText(theirs.get(path));
      const section = path.split(".")[0]!;
      return { path, section, label: labelOf(path), value, parentValue: before === value ? null : before };
    })
    .sort((a, b) => rankOf(a) - rankOf(b));
}

function flatten(value: Manifest, prefix = ""): Map<string, unknown> {
  const found = new Map<string, unknown>();
  for (const [key, inner] of Object.entries(value)) {
    const path = prefix === "" ? key : `${prefix}.${key}`;
    if (typeof inner === "object" && inner !== null && !Array.isArray(inner))
      for (const [innerPath, leaf] of flatten(inner as Manifest, path)) found.set(innerPath, leaf);
    else found.set(path, inner);
  }
  return found;
}

function labelOf(path: string): string {
  const parts = path.split(".");
  const last = parts.at(-1)!;
  if (last === "name" && parts.length === 2) return capital(parts[0]!);
  return WORDS[last] ?? capital(last);
}

function capital(key: string): string {
  const words = key.replaceAll("_", " ");
  return words[0]!.toUpperCase() + words.slice(1);
}

function valueText(value: unknown): string {
  if (value === undefined) return "not set";
  if (value === null) return "none";
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (Array.isArray(value)) return value.map(valueText).join(", ");
  if (typeof value === "number") return formatExact(value);
  return String(value);
}

/** What names the run first, then by section. */
function rankOf({ path, section }: ManifestRow): number {
  const first = ["algorithm.name", "environment.name", "training.max_steps", "training.seed"].indexOf(path);
  if (first >= 0) return first;
  const at = SECTIONS.indexOf(section);
  return 10 + (at < 0 ? SECTIONS.length : at);
}
