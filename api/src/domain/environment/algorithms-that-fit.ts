/** By how an agent acts; other kinds of actions fit none. */
const FITTING: Readonly<Record<string, readonly string[]>> = {
  Discrete: ["DQN", "RainbowDQN", "PPO"],
  Continuous: ["DDPG", "TD3", "PPO"],
};

export function algorithmsThatFit(actionType: string): readonly string[] {
  return Object.hasOwn(FITTING, actionType) ? (FITTING[actionType] ?? []) : [];
}
