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

/** What a run of this resolved manifest needs to go on as if never stopped, and the checkpoint does not hold. */
export function missingContents(manifest: unknown, contents: readonly string[]): readonly CheckpointContent[] {
  const algorithm = (manifest as { algorithm?: Record<string, unknown> } | null)?.algorithm ?? {};
  const needed = NEEDED[String(algorithm["name"])] ?? ["WEIGHTS"];
  const normalizes = algorithm["normalize_observations"] === true || algorithm["normalize_rewards"] === true;
  return [...needed, ...(normalizes ? (["NORMALIZATION"] as const) : [])].filter(
    (content) => !contents.includes(content),
  );
}
