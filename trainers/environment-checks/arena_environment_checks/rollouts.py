"""Episodes with random actions: what they bring, and whether they end."""

import statistics

EPISODES = 100
MAX_EPISODE_STEPS = 10_000


def run_rollouts(environment):
    environment.action_space.seed(0)
    rewards, lengths, unended = [], [], 0
    for episode in range(EPISODES):
        environment.reset(seed=episode)
        total, length, ended = 0.0, 0, False
        while not ended and length < MAX_EPISODE_STEPS:
            _, reward, terminated, truncated, _ = environment.step(environment.action_space.sample())
            total, length, ended = total + float(reward), length + 1, terminated or truncated
        rewards.append(total)
        lengths.append(length)
        unended += not ended
        if unended == 3:
            break
    warnings = []
    if unended:
        warnings.append(f"{unended} of {len(rewards)} random episodes did not end within {MAX_EPISODE_STEPS} steps.")
    summary = {
        "episodes": len(rewards),
        "mean_reward": round(statistics.fmean(rewards), 6),
        "mean_length": round(statistics.fmean(lengths), 3),
    }
    return summary, warnings
