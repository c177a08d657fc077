"""The environments that uploaded source has: its own classes that derive from gymnasium.Env."""

import importlib
import inspect
import os
import re
from typing import NamedTuple

import gymnasium

from .describe_error import describe_error

MAX_MODULES = 500
NOT_SOURCE = re.compile(r"^(\.|__pycache__$|tests?$|setup\.py$|conftest\.py$|test_.*\.py$|.*_test\.py$)")


class Found(NamedTuple):
    entry_points: list  # `module:Class`, sorted
    faults: list  # what could not be imported, as sentences


def find_entry_points(source):
    entry_points, faults = set(), []
    for module_name in _modules(source):
        try:
            module = importlib.import_module(module_name)
        except BaseException as error:  # noqa: BLE001 - of foreign code
            faults.append(f"{module_name}: {describe_error(error, source)}"[:1000])
            continue
        entry_points.update(f"{module_name}:{name}" for name in _environments_of(module))
    return Found(sorted(entry_points), faults[:20])


def _environments_of(module):
    for name, value in vars(module).items():
        if not inspect.isclass(value) or value.__module__ != module.__name__ or name != value.__name__:
            continue
        if issubclass(value, gymnasium.Env) and not issubclass(value, gymnasium.Wrapper) and not inspect.isabstract(value):
            # One that other classes are made from has no step of its own.
            if value.step is not gymnasium.Env.step:
                yield name


def _modules(source):
    found = []
    for folder, folders, files in os.walk(source):
        folders[:] = sorted(name for name in folders if name.isidentifier() and not NOT_SOURCE.match(name))
        package = os.path.relpath(folder, source).replace(os.sep, ".")
        prefix = "" if package == "." else f"{package}."
        for name in sorted(files):
            stem, extension = os.path.splitext(name)
            if extension != ".py" or NOT_SOURCE.match(name):
                continue
            if stem == "__init__":
                found.append(package)
            elif stem != "__main__" and stem.isidentifier():
                found.append(f"{prefix}{stem}")
    return [name for name in found if name != "."][:MAX_MODULES]
