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
  return `--c${colorIndex(id) + 1}`;
}

/** Colours for several on one chart: each its own where that is free, else the next that is. */
export function distinctColors(ids: readonly string[]): ReadonlyMap<string, string> {
  const taken = new Map<number, string>();
  for (const id of ids) {
    let at = colorIndex(id);
    for (let tried = 0; taken.has(at) && tried < COLORS; tried += 1) at = (at + 1) % COLORS;
    taken.set(taken.has(at) ? COLORS + taken.size : at, id);
  }
  return new Map([...taken].map(([at, id]) => [id, `--c${(at % COLORS) + 1}`]));
}

/** FNV-1a with a last stir: ids that are made by the clock differ in few letters. */
function colorIndex(id: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < id.length; index += 1) hash = Math.imul(hash ^ id.charCodeAt(index), 0x01000193);
  hash ^= hash >>> 15;
  return (Math.imul(hash, 0x2c1b3c6d) >>> 0) % COLORS;
}
