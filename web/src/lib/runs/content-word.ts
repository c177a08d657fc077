import type { Checkpoint } from "./sdk-run.ts";

const WORDS: Readonly<Record<Checkpoint["contents"][number], string>> = {
  WEIGHTS: "Weights",
  OPTIMIZER: "Optimizer",
  REPLAY_BUFFER: "Replay buffer",
  EXPLORATION: "Exploration",
  RNG: "Random numbers",
  ENVIRONMENT: "Environment",
  COUNTERS: "Counters",
  NORMALIZATION: "Normalization",
};

/** What a checkpoint holds, for people. */
export function contentWord(content: Checkpoint["contents"][number]): string {
  return WORDS[content];
}
