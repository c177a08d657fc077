"""Finds, measures and ends the descendants of this process."""

import os
import signal
import time

PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")


def end_all(worker, own_pids):
    """Kills until nothing is left; returns how many there were besides the worker."""
    seen = set()
    # Its session; all that can be done where descendants cannot be listed.
    _kill(worker)
    _kill(-worker)
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        found = others(own_pids)
        seen.update(pid for pid, state in found.items() if state != "Z")
        for pid in found:
            _kill(pid)
        if own_pids:
            _kill(-1)
        if not reap(None) and not found:
            break
        time.sleep(0.01)
    return len(seen - {worker})


def others(own_pids):
    """State of each descendant, by pid. In a namespace of our own: of everyone else there."""
    parents, states = {}, {}
    for name in _list("/proc"):
        if not name.isdigit() or int(name) == os.getpid():
            continue
        try:
            with open(f"/proc/{name}/stat") as file:
                fields = file.read().rpartition(")")[2].split()
            states[int(name)], parents[int(name)] = fields[0], int(fields[1])
        except (OSError, IndexError, ValueError):
            pass
    if own_pids:
        return states
    return {pid: state for pid, state in states.items() if _descends(pid, parents)}


def _descends(pid, parents):
    for _ in range(len(parents) + 1):
        pid = parents.get(pid)
        if pid is None:
            return False
        if pid == os.getpid():
            return True
    return False


def reap(worker):
    """Takes the exit status of adopted processes, not the worker's. Whether there still are children."""
    while True:
        try:
            # Without reaping: the worker's status is waited for elsewhere.
            found = os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
            if found is None or found.si_pid == worker:
                return True
            os.waitpid(found.si_pid, 0)
        except ChildProcessError:
            return False


def memory_bytes(worker, own_pids):
    pids = others(own_pids)
    return sum(_resident_bytes(pid) for pid in (pids or (worker,)))


def _resident_bytes(pid):
    try:
        with open(f"/proc/{pid}/statm") as file:
            return int(file.read().split()[1]) * PAGE_BYTES
    except (OSError, IndexError, ValueError):
        return 0


def folder_size(folder):
    count = size = 0
    for path, folders, files in os.walk(folder):
        count += len(folders) + len(files)
        for name in files:
            try:
                size += os.lstat(os.path.join(path, name)).st_size
            except OSError:
                pass
    return count, size


def _list(folder):
    try:
        return os.listdir(folder)
    except OSError:
        return []


def _kill(pid):
    try:
        os.kill(pid, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        pass
