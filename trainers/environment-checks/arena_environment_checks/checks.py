"""The checks, one after the other; each is reported as it ends, and the first that fails ends them."""

import importlib
import math
import time

import gymnasium
import numpy as np

from .compare import same
from .describe_error import describe_error
from .make_environment import load_class, make_environment
from .rollouts import run_rollouts
from .spaces import describe_spaces, space_warnings

STEPS = 200
SEED = 20_230_117
TIMED_STEPS = 500
SLOW_STEP_MS = 100


class CheckError(Exception):
    """What a check found wrong, as a sentence."""


class Checks:
    def __init__(self, request, report):
        self.request = request
        self.report = report
        self.environment = None

    def run(self):
        """Whether all have succeeded."""
        names = ["imports", "entry_point", "construction", "spaces", "reset", "step_api", "determinism"]
        names += ["rollouts"] if self.request["do_rollouts"] else []
        return all(self._run_one(name) for name in [*names, "step_time", "close"])

    def _run_one(self, name):
        self.report.begin(name)
        try:
            self.report.check(name, getattr(self, f"_{name}")() or [])
            return True
        except CheckError as error:
            self.report.check(name, error=str(error)[:2000])
        except BaseException as error:  # noqa: BLE001 - of foreign code
            self.report.check(name, error=describe_error(error, self.request["source"]))
        return False

    def _imports(self):
        importlib.import_module(self.request["entry_point"].partition(":")[0])

    def _entry_point(self):
        load_class(self.request["entry_point"])

    def _construction(self):
        self.environment = make_environment(self.request)

    def _spaces(self):
        for name in ("observation_space", "action_space"):
            if not isinstance(getattr(self.environment, name, None), gymnasium.spaces.Space):
                raise CheckError(f"{name} is not a gymnasium.spaces.Space.")
        for name in ("observation_space", "action_space"):
            space = getattr(self.environment, name)
            if not space.contains(space.sample()):
                raise CheckError(f"{name} does not contain its own samples: {space}.")
        self.report.say(type="facts", **describe_spaces(self.environment))
        return space_warnings(self.environment)

    def _reset(self):
        answer = self.environment.reset(seed=SEED)
        if not isinstance(answer, tuple) or len(answer) != 2:
            raise CheckError("reset() must return a pair: observation and info.")
        if not isinstance(answer[1], dict):
            raise CheckError("The info of reset() is not a dictionary.")
        self._require_observation(answer[0], "reset()")

    def _step_api(self):
        self.environment.action_space.seed(SEED)
        self.environment.reset(seed=SEED)
        for _ in range(STEPS):
            _, _, terminated, truncated, _ = self._checked_step()
            if terminated or truncated:
                self.environment.reset()

    def _checked_step(self):
        answer = self.environment.step(self.environment.action_space.sample())
        if not isinstance(answer, tuple) or len(answer) != 5:
            raise CheckError("step() must return five values: observation, reward, terminated, truncated, info.")
        observation, reward, terminated, truncated, info = answer
        self._require_observation(observation, "step()")
        if not isinstance(reward, (int, float, np.integer, np.floating)) or isinstance(reward, bool):
            raise CheckError(f"The reward of step() is not a number but {type(reward).__name__}.")
        if not math.isfinite(reward):
            raise CheckError(f"The reward of step() is {reward}.")
        for name, value in (("terminated", terminated), ("truncated", truncated)):
            if not isinstance(value, (bool, np.bool_)):
                raise CheckError(f"{name} of step() is not a boolean but {type(value).__name__}.")
        if not isinstance(info, dict):
            raise CheckError("The info of step() is not a dictionary.")
        return answer

    def _require_observation(self, observation, where):
        space = self.environment.observation_space
        if not space.contains(observation):
            described = f"{type(observation).__name__}"
            if isinstance(observation, np.ndarray):
                described = f"an array of shape {observation.shape} and type {observation.dtype}"
            raise CheckError(f"The observation of {where}, {described}, is not in observation_space {space}.")

    def _determinism(self):
        first, second = self._trace(SEED), self._trace(SEED)
        for number, (one, other) in enumerate(zip(first, second)):
            if not same(one, other):
                where = "reset(seed=…)" if number == 0 else f"step {number} after reset(seed=…)"
                raise CheckError(f"With the same seed and the same actions, {where} gave something else the second time.")
        if len(first) > 1 and same(first, self._trace(SEED + 1)):
            return ["Another seed gives the same episode; reset(seed=…) may be without effect."]
        return []

    def _trace(self, seed):
        # Of an environment of its own: what the earlier episodes left behind must not matter.
        environment = make_environment(self.request)
        environment.action_space.seed(SEED)
        trace = [environment.reset(seed=seed)[0]]
        for _ in range(STEPS // 2):
            observation, reward, terminated, truncated, _ = environment.step(environment.action_space.sample())
            trace.append((observation, float(reward), bool(terminated), bool(truncated)))
            if terminated or truncated:
                break
        environment.close()
        return [_copied(one) for one in trace]

    def _rollouts(self):
        summary, warnings = run_rollouts(self.environment)
        self.report.say(type="rollouts", **summary)
        return warnings

    def _step_time(self):
        self.environment.reset(seed=SEED)
        started = time.perf_counter()
        for _ in range(TIMED_STEPS):
            _, _, terminated, truncated, _ = self.environment.step(self.environment.action_space.sample())
            if terminated or truncated:
                self.environment.reset()
            if time.perf_counter() - started > self.request["limits"]["check_seconds"] / 2:
                break
        each_ms = (time.perf_counter() - started) * 1000 / TIMED_STEPS
        self.report.say(type="facts", step_time_ms=round(each_ms, 4))
        return [f"A step takes {each_ms:.1f} ms; training will wait for it."] if each_ms > SLOW_STEP_MS else []

    def _close(self):
        self.environment.close()


def _copied(value):
    return np.array(value) if isinstance(value, np.ndarray) else value
