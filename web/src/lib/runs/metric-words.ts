import { formatBytes } from "./format-bytes.ts";
import { formatNumber } from "./format-number.ts";

const TITLES: Readonly<Record<string, string>> = {
  score: "Score",
  fitness: "Fitness",
  loss: "Loss",
  td_loss: "TD loss",
  q_value: "Mean Q",
  policy_loss: "Policy loss",
  value_loss: "Value loss",
  approx_kl: "KL divergence",
  clip_fraction: "Clipped share",
  steps_per_second: "Steps per second",
  episode_length: "Episode length",
  learning_rate: "Learning rate",
};
/** Large, in this order; the others are small, in the order of `SMALL`, then by name. */
export const LARGE_METRICS = ["score", "fitness"] as const;
const SMALL = [
  "loss",
  "td_loss",
  "policy_loss",
  "value_loss",
  "q_value",
  "entropy",
  "approx_kl",
  "clip_fraction",
  "exploration",
  "learning_rate",
  "episode_length",
  "episodes",
  "steps_per_second",
];

export function metricTitle(name: string): string {
  const words = TITLES[name] ?? name.replaceAll(/[._/]/g, " ");
  return words[0]!.toUpperCase() + words.slice(1);
}

/** What the points of a metric with few points are called; null for one that is reported all along. */
export function metricPoints(name: string): string | null {
  return name === "fitness" ? "evaluations" : null;
}

export function metricValue(name: string, value: number | null): string {
  return value !== null && name.endsWith("_bytes") ? formatBytes(value) : formatNumber(value);
}

export function smallMetrics(names: readonly string[]): readonly string[] {
  const rank = (name: string): number => (SMALL.includes(name) ? SMALL.indexOf(name) : SMALL.length);
  return names
    .filter((name) => !(LARGE_METRICS as readonly string[]).includes(name))
    .sort((a, b) => rank(a) - rank(b) || a.localeCompare(b));
}
