"""Checks a custom environment: one request as a line of JSON on stdin, one line of JSON on stdout for each thing found.

The end of stdin cancels. Nothing that the checked code starts lives longer than this program.
"""

import json
import os
import signal
import sys

from . import namespaces
from .supervisor import Supervisor


def main():
    request = json.loads(sys.stdin.buffer.raw.readline())
    namespaces.die_with_parent(signal.SIGKILL)
    # Without them only where a test wants to see what holds on machines that permit none.
    given = namespaces.enter() if request.get("namespaces", True) else set()
    if "processes" not in given:
        namespaces.adopt_orphans()
        return Supervisor(request, given).run()
    child = os.fork()
    if child == 0:
        code = 1
        try:
            # Process 1 of its namespace: when it ends, the kernel ends all others there.
            namespaces.die_with_parent(signal.SIGKILL)
            code = Supervisor(request, given).run()
        finally:
            sys.stdout.flush()
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
