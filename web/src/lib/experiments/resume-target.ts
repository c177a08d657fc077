/** Where a resumed run goes, by the rule of the server: past its target, the parent's length is added to the step. */
export interface ResumeTarget {
  readonly maxSteps: number;
  readonly stepsToGo: number;
  /** The checkpoint is at or past the parent's target, so that the target had to move. */
  readonly moved: boolean;
}

export function resumeTarget(step: number, parentMaxSteps: number): ResumeTarget {
  const moved = step >= parentMaxSteps;
  const maxSteps = moved ? step + parentMaxSteps : parentMaxSteps;
  return { maxSteps, stepsToGo: maxSteps - step, moved };
}

const CONTENT_WORDS: Readonly<Record<string, string>> = {
  WEIGHTS: "weights",
  OPTIMIZER: "optimizer",
  REPLAY_BUFFER: "replay buffer",
  EXPLORATION: "exploration",
  RNG: "random numbers",
  ENVIRONMENT: "environment",
  COUNTERS: "counters",
  NORMALIZATION: "normalization",
};

export function contentWord(content: string): string {
  return CONTENT_WORDS[content] ?? content.toLowerCase();
}

/** A whole number that a person typed, with or without separators; null when it is none above zero. */
export function readSteps(text: string): number | null {
  const digits = text.trim().replaceAll(/[\s,_]/g, "");
  if (!/^\d{1,15}$/.test(digits)) return null;
  const value = Number(digits);
  return value > 0 ? value : null;
}

/** A number above zero that a person typed, such as 3e-4; null when it is none. */
export function readRate(text: string): number | null {
  const value = Number(text.trim().replaceAll("−", "-"));
  return text.trim() !== "" && Number.isFinite(value) && value > 0 ? value : null;
}
