"""Makes an environment from its entry point, `module:Class`, and the arguments of its configuration."""

import importlib

import gymnasium


def load_class(entry_point):
    module_name, _, class_name = entry_point.partition(":")
    found = importlib.import_module(module_name)
    for part in class_name.split("."):
        found = getattr(found, part)
    if not isinstance(found, type) or not issubclass(found, gymnasium.Env):
        raise TypeError(f"{entry_point} is not a class that derives from gymnasium.Env")
    return found


def make_environment(request):
    return load_class(request["entry_point"])(**request["configuration"])
