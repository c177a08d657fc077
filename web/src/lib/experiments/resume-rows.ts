import { rowWindow } from "./row-window.ts";

/** What a list of checkpoints draws: rows, and the space of those that it does not. */
export type ResumeRow = { readonly index: number } | { readonly spacePx: number };

export interface ResumeRowsInput {
  readonly count: number;
  readonly rowPx: number;
  readonly scrollPx: number;
  readonly viewPx: number;
  /** Index of the chosen one: it is always drawn, so that it can stay in view and keep the focus. */
  readonly chosen: number;
}

const NONE_OPEN: ReadonlyMap<number, number> = new Map();

/** The rows around what is in view, and the chosen one in its place. */
export function resumeRows(input: ResumeRowsInput): readonly ResumeRow[] {
  const { count, rowPx, chosen } = input;
  const { first, end } = rowWindow({ ...input, extraPx: NONE_OPEN });
  const drawn = Array.from({ length: end - first }, (_, offset) => first + offset);
  const all = chosen < 0 || chosen >= count ? drawn : [...new Set([...drawn, chosen])].sort((a, b) => a - b);
  const rows: ResumeRow[] = [];
  let next = 0;
  for (const index of all) {
    if (index > next) rows.push({ spacePx: (index - next) * rowPx });
    rows.push({ index });
    next = index + 1;
  }
  if (next < count) rows.push({ spacePx: (count - next) * rowPx });
  return rows;
}

/** Index of the best evaluation score, the newest among equals; null where nothing is to be compared. */
export function bestEvaluated(scores: readonly (number | null)[]): number | null {
  let best: number | null = null;
  for (const [index, score] of scores.entries())
    if (score !== null && Number.isFinite(score) && (best === null || score > scores[best]!)) best = index;
  return scores.filter((score) => score !== null).length < 2 ? null : best;
}
