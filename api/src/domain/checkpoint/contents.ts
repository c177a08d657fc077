export const CHECKPOINT_CONTENTS = [
  "WEIGHTS",
  "OPTIMIZER",
  "REPLAY_BUFFER",
  "EXPLORATION",
  "RNG",
  "ENVIRONMENT",
  "COUNTERS",
  "NORMALIZATION",
] as const;
export type CheckpointContent = (typeof CHECKPOINT_CONTENTS)[number];

const NEEDED: Readonly<Record<string, readonly CheckpointContent[]>> = {
  DQN: ["WEIGHTS", "OPTIMIZER", "REPLAY_BUFFER", "EXPLORATION", "RNG", "ENVIRONMENT", "COUNTERS"],
  PPO: ["WEIGHTS", "OPTIMIZER", "RNG", "ENVIRONMENT", "COUNTERS"],
};

/** What the algorithm needs to go on as if never stopped, and the checkpoint does not hold. */
export function missingContents(algorithm: string, contents: readonly string[]): readonly CheckpointContent[] {
  const needed = NEEDED[algorithm] ?? ["WEIGHTS"];
  return needed.filter((content) => !contents.includes(content));
}
