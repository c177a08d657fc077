"""Runs the checked code in a process of its own, passes on what it reports, and ends it and all its descendants."""

import json
import os
import selectors
import signal
import sys
import time

from . import file_view
from . import processes
from .worker import run_worker

TICK_SECONDS = 0.05
MAX_LINE_BYTES = 64 * 1024
MAX_REPORT_BYTES = 1024 * 1024


class Supervisor:
    def __init__(self, request, namespaces):
        self.request = request
        self.limits = request["limits"]
        self.namespaces = namespaces
        self.own_pids = "processes" in namespaces
        self.check = None
        self.check_started = self.started = self.measure_at = time.monotonic()
        self.failed = False
        self.finished = False
        self.report_bytes = 0
        self.partial = b""
        self.output = b""
        self.output_bytes = 0

    def run(self):
        warnings = self._isolate()
        self._say(type="isolation", network="network" in self.namespaces, warnings=warnings)
        report, report_end = os.pipe()
        output, output_end = os.pipe()
        self.worker = os.fork()
        if self.worker == 0:
            run_worker(self.request, self.namespaces, report_end, output_end, (report, output))
        os.close(report_end)
        os.close(output_end)
        try:
            reason = self._watch(report, output)
        finally:
            # Counted first: what is left besides the worker was started by the checked code.
            left = processes.end_all(self.worker, self.own_pids)
        if reason is not None and not self.finished:
            self._fail(reason)
        if left > 0:
            what = "1 process" if left == 1 else f"{left} processes"
            self._say(type="warning", message=f"It left {what} behind, which were ended.")
        self._say(
            type="end",
            success=self.finished and not self.failed,
            seconds=round(time.monotonic() - self.started, 3),
            output=self.output.decode("utf-8", "replace"),
            output_bytes=self.output_bytes,
            processes_left=left,
        )
        return 0

    def _isolate(self):
        warnings = []
        if "mounts" in self.namespaces:
            try:
                return file_view.restrict(
                    self.request["hidden"],
                    self.request["kept"],
                    self.request["scratch"],
                    self.limits["scratch_bytes"],
                    self.limits["scratch_files"],
                )
            except OSError as error:
                warnings.append(f"Isolation was weaker: the machine's files could not be hidden ({error}).")
        else:
            warnings.append("Isolation was weaker: this machine permits no namespaces for processes and files.")
        if "network" not in self.namespaces:
            warnings.append("Isolation was weaker: the network was refused by Python only, not by the kernel.")
        return warnings

    def _watch(self, report, output):
        """Until the worker has ended; returns why it was ended, or None when it ended by itself."""
        with selectors.DefaultSelector() as selector:
            selector.register(report, selectors.EVENT_READ, self._take_report)
            selector.register(output, selectors.EVENT_READ, self._take_output)
            selector.register(sys.stdin.fileno(), selectors.EVENT_READ, self._take_cancel)
            while True:
                for key, _ in selector.select(TICK_SECONDS):
                    chunk = os.read(key.fd, 65536)
                    if chunk == b"":
                        selector.unregister(key.fd)
                    reason = key.data(chunk)
                    if reason is not None:
                        return reason
                reason = self._limit_struck()
                if reason is not None:
                    return reason
                pid, status = os.waitpid(self.worker, os.WNOHANG)
                if pid != 0:
                    self._drain(selector)
                    return None if self.finished else _how_it_ended(status)
                processes.reap(self.worker)

    def _drain(self, selector):
        """What the worker wrote before it ended; a descendant may hold the pipes open, so nothing is waited for."""
        while ready := [key for key, _ in selector.select(0) if key.fd != sys.stdin.fileno()]:
            for key in ready:
                chunk = os.read(key.fd, 65536)
                if chunk == b"":
                    selector.unregister(key.fd)
                reason = key.data(chunk)
                if reason is not None:
                    return

    def _take_cancel(self, chunk):
        return "It was cancelled." if chunk == b"" else None

    def _take_output(self, chunk):
        self.output_bytes += len(chunk)
        # The end says more than the beginning.
        self.output = (self.output + chunk)[-self.limits["output_bytes"] :]

    def _take_report(self, chunk):
        self.report_bytes += len(chunk)
        if self.report_bytes > MAX_REPORT_BYTES or len(self.partial) > MAX_LINE_BYTES:
            return "It reported more than is allowed."
        *lines, self.partial = (self.partial + chunk).split(b"\n")
        for line in lines:
            try:
                self._take_line(json.loads(line))
            except (ValueError, KeyError, TypeError, AttributeError):
                return "It disturbed the report of its checks."
        return None

    def _take_line(self, said):
        kind = said["type"]
        if kind == "begin":
            self.check, self.check_started = str(said["check"]), time.monotonic()
        elif kind == "finished":
            self.finished = True
        elif kind == "check":
            self.check = None
            self._pass_check(str(said["check"]), said["result"])
        elif kind in ("entry_points", "facts", "profile", "rollouts"):
            self._say(**said)

    def _pass_check(self, check, result):
        self.failed = self.failed or result["success"] is not True
        self._say(type="check", check=check, result=result)

    def _limit_struck(self):
        now, limits = time.monotonic(), self.limits
        if now - self.started > limits["wall_seconds"]:
            return f"All checks together took longer than {limits['wall_seconds']} s."
        if self.check is not None and now - self.check_started > limits["check_seconds"]:
            return f"It took longer than {limits['check_seconds']} s."
        # Where all processes of the machine are seen, looking at them takes longer.
        if now < self.measure_at:
            return None
        self.measure_at = now + (TICK_SECONDS if self.own_pids else 10 * TICK_SECONDS)
        if processes.memory_bytes(self.worker, self.own_pids) > limits["memory_bytes"]:
            return f"Its processes used more than {limits['memory_bytes'] >> 20} MiB of memory."
        return None if "mounts" in self.namespaces else self._scratch_full()

    def _scratch_full(self):
        count, size = processes.folder_size(self.request["scratch"])
        if size > self.limits["scratch_bytes"] or count > self.limits["scratch_files"]:
            return "It wrote more files than is allowed."
        return None

    def _fail(self, reason):
        self.failed = True
        result = {"success": False, "warnings": [], "error": reason}
        self._say(type="check", check=self.check or "process", result=result)

    def _say(self, **said):
        sys.stdout.write(json.dumps(said) + "\n")
        sys.stdout.flush()


def _how_it_ended(status):
    code = os.waitstatus_to_exitcode(status)
    if code == -signal.SIGXCPU or code == -signal.SIGKILL:
        return "Its process was ended by the system: it used more processor time or memory than is allowed."
    if code < 0:
        return f"Its process was ended by {signal.Signals(-code).name}."
    return f"It ended the process, with exit status {code}, instead of returning."
