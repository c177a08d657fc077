"""Records traces of Gymnasium's classic-control environments: pip install gymnasium && python record.py

Each trace is a run over several episodes: reset(seed) first, reset() afterwards, with random actions of fixed seed.
`states` are the float64 states, `observations` what the agent sees (float32). Floats are written with all digits.
"""

import json
import pathlib
import random

import gymnasium

STEPS = {"CartPole-v1": 120, "MountainCar-v0": 430, "Acrobot-v1": 560, "Pendulum-v1": 430}
SEEDS = [0, 1, 7, 12345, 2**32 + 5, 2**63 + 11]


def action_of(name: str, rng: random.Random, step: int, held: int):
    if name == "Pendulum-v1":
        return [round(rng.uniform(-2.5, 2.5), 3)]
    if name == "CartPole-v1":
        return rng.randrange(2)
    # An action is held for a while, so that goals and limits are reached.
    return rng.randrange(3) if step % 8 == 0 else held


def record(name: str, seed: int, full: bool) -> dict:
    import numpy

    env = gymnasium.make(name)
    rng = random.Random(seed)
    observation, _ = env.reset(seed=seed)
    rows, action = [], 0
    resets = [{"at": 0, "state": [float(x) for x in env.unwrapped.state], "observation": [float(x) for x in observation]}]
    for step in range(STEPS[name] if full else 40):
        action = action_of(name, rng, step, action)
        given = numpy.array(action, dtype=numpy.float32) if isinstance(action, list) else action
        observation, reward, terminated, truncated, _ = env.step(given)
        rows.append([action, float(reward), int(terminated), int(truncated), [float(x) for x in observation]])
        if step % 10 == 0:
            rows[-1].append([float(x) for x in env.unwrapped.state])
        if terminated or truncated:
            observation, _ = env.reset()
            state = [float(x) for x in env.unwrapped.state]
            resets.append({"at": step + 1, "state": state, "observation": [float(x) for x in observation]})
    return {"seed": str(seed), "resets": resets, "steps": rows}


def main() -> None:
    folder = pathlib.Path(__file__).parent
    for name in STEPS:
        traces = [record(name, seed, index < 3) for index, seed in enumerate(SEEDS)]
        text = json.dumps({"environment": name, "gymnasium": gymnasium.__version__, "traces": traces}, separators=(",", ":"))
        (folder / f"{name}.json").write_text(text.replace("],[", "],\n[") + "\n")


main()
