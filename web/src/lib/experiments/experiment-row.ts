import type { ExperimentRowFieldsFragment } from "@arena/sdk";

export type ExperimentRow = ExperimentRowFieldsFragment;
type Manifest = ExperimentRow["manifest"];

const TITLES: Readonly<Record<string, string>> = { "RAINBOW DQN": "Rainbow DQN", RAINBOW_DQN: "Rainbow DQN" };

/** What the configuration names in a section, or an em dash. */
function nameIn(manifest: Manifest, section: string): string {
  const value = (manifest[section] as { name?: unknown } | undefined)?.name;
  return typeof value === "string" && value !== "" ? value : "—";
}

export function algorithmOf(manifest: Manifest): string {
  const name = nameIn(manifest, "algorithm");
  return TITLES[name] ?? name;
}

export function environmentOf(manifest: Manifest): string {
  return nameIn(manifest, "environment");
}

export interface Progress {
  readonly step: number;
  readonly maxSteps: number;
  /** 0 to 1. */
  readonly share: number;
}

/** Of the newest run; null when there is none. */
export function progressOf({ latestRun }: Pick<ExperimentRow, "latestRun">): Progress | null {
  if (latestRun === null) return null;
  const { step, maxSteps } = latestRun;
  return { step, maxSteps, share: maxSteps > 0 ? Math.min(1, step / maxSteps) : 0 };
}

/** The best evaluation score of the newest run, or null. */
export function bestOf({ latestRun }: Pick<ExperimentRow, "latestRun">): number | null {
  return latestRun?.bestFitness ?? null;
}

const COLORS = 10;

/** The token of an experiment's colour: the same wherever it is drawn, and on every visit. */
export function colorOf(id: string): string {
  let hash = 0;
  for (const letter of id) hash = (hash * 31 + letter.charCodeAt(0)) >>> 0;
  return `--c${(hash % COLORS) + 1}`;
}
