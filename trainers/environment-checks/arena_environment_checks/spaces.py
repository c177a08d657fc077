"""What the spaces of an environment are called, which algorithms fit them, and what is unwise about them."""

import numpy as np
from gymnasium import spaces


def describe_spaces(environment):
    observation, action = environment.observation_space, environment.action_space
    return {
        "observation_type": type(observation).__name__,
        "action_type": _action_type(action),
        "observation_space": str(observation)[:500],
        "action_space": str(action)[:500],
    }


def _action_type(space):
    return "Continuous" if isinstance(space, spaces.Box) else type(space).__name__


def space_warnings(environment):
    warnings = []
    action, observation = environment.action_space, environment.observation_space
    if isinstance(action, spaces.Box) and not action.is_bounded():
        warnings.append("The action space has no bounds; algorithms cannot scale actions to it.")
    if isinstance(action, spaces.Discrete) and action.start != 0:
        warnings.append(f"The action space starts at {action.start}, not at 0.")
    if isinstance(observation, spaces.Box) and observation.dtype == np.float64:
        warnings.append("Observations are 64-bit numbers; 32 bits are what is trained on.")
    return warnings
