"""The process in which the checked code runs: gives up what it does not need, then does what was asked."""

import json
import os
import signal
import sys
import traceback

from . import limits
from .checks import Checks
from .find_entry_points import find_entry_points
from .namespaces import die_with_parent
from .profile_environment import profile


def run_worker(request, namespaces, report_end, output_end, close):
    """Never returns: threads and exit handlers of the checked code must not keep it."""
    try:
        for descriptor in close:
            os.close(descriptor)
        report = Report(report_end)
        try:
            _stand_alone(request, namespaces, output_end)
        except limits.StillRootError as error:
            report.check("isolation", error=str(error))
        else:
            _work(request, report)
        report.say(type="finished")
    except BaseException:  # noqa: BLE001 - also SystemExit: nothing may come out of here
        traceback.print_exc()
        sys.stderr.flush()
        os._exit(70)
    os._exit(0)


def _stand_alone(request, namespaces, output_end):
    nothing = os.open(os.devnull, os.O_RDONLY)
    for target, source in ((0, nothing), (1, output_end), (2, output_end)):
        os.dup2(source, target)
    os.setsid()
    os.nice(10)
    needed = (os.__file__, sys.executable, request["source"])
    own_count = limits.become_nobody(needed) or "processes" in namespaces
    # After the change of user, which takes it away.
    die_with_parent(signal.SIGKILL)
    limits.set_limits(request["limits"], own_count)
    if "network" not in namespaces:
        limits.refuse_sockets()
    os.chdir(request["scratch"])
    os.environ.update(HOME=request["scratch"], TMPDIR=request["scratch"])
    sys.path.insert(0, request["source"])
    sys.dont_write_bytecode = True


def _work(request, report):
    mode = request["mode"]
    if mode == "discover":
        _discover(request, report)
    elif mode == "profile":
        report.begin("profile")
        report.say(type="profile", **profile(request))
    else:
        Checks(request, report).run()


def _discover(request, report):
    report.begin("imports")
    found = find_entry_points(request["source"])
    report.say(type="entry_points", entry_points=found.entry_points, faults=found.faults)
    report.check("imports")


class Report:
    """Lines to the supervisor, on a pipe that the checked code is not told of."""

    def __init__(self, descriptor):
        self._descriptor = descriptor
        os.set_inheritable(descriptor, False)

    def begin(self, check):
        self.say(type="begin", check=check)

    def check(self, name, warnings=(), error=None):
        """`error` null: the check has succeeded."""
        result = {"success": error is None, "warnings": list(warnings)[:20], "error": error}
        self.say(type="check", check=name, result=result)

    def say(self, **said):
        line = (json.dumps(said) + "\n").encode()
        while line:
            line = line[os.write(self._descriptor, line) :]
