"""Which lines of a requirements file, on stdin, this Python's packages do not meet; a JSON list of sentences. Installs nothing."""

import importlib.metadata
import json
import re
import sys

from pip._vendor.packaging.requirements import InvalidRequirement, Requirement

COMMENT = re.compile(r"(^|\s)#.*$")


def refusal(line):
    if line.startswith("-"):
        return f"{line[:100]!r} is an option of pip, and none is taken"
    try:
        wanted = Requirement(line)
    except InvalidRequirement:
        return f"{line[:100]!r} is not the name of a package"
    if wanted.url is not None:
        return f"{wanted.name} is asked for by its address"
    if wanted.marker is not None and not wanted.marker.evaluate():
        return None
    try:
        version = importlib.metadata.version(wanted.name)
    except importlib.metadata.PackageNotFoundError:
        return f"{wanted.name} is not installed on this server"
    if not wanted.specifier.contains(version, prereleases=True):
        return f"{wanted.name} is {version} on this server, not {wanted.specifier}"
    return None


def main():
    lines = (COMMENT.sub("", line).strip() for line in sys.stdin.read().replace("\\\n", "").splitlines())
    print(json.dumps([found for line in lines if line for found in [refusal(line)] if found is not None][:20]))


if __name__ == "__main__":
    main()
