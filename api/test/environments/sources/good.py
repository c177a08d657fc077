import gymnasium
import numpy as np


class Walk(gymnasium.Env):
    """Left or right on a line; the end is a step away from `length`."""

    action_space = gymnasium.spaces.Discrete(2)

    def __init__(self, length=10):
        self.length = length
        self.observation_space = gymnasium.spaces.Box(-length, length, (2,), np.float32)

    def reset(self, *, seed=None, options=None):
        super().reset(seed=seed)
        self.at = self.np_random.uniform(-1, 1)
        self.steps = 0
        return self._observation(), {}

    def step(self, action):
        self.at = float(np.clip(self.at + (1 if action == 1 else -1) * self.np_random.uniform(0, 1), -self.length, self.length))
        self.steps += 1
        return self._observation(), self.at, abs(self.at) >= self.length, self.steps >= 50, {}

    def _observation(self):
        return np.array([self.at, self.steps % 2], np.float32)
