"""What the checked code sees of files: all read-only, private places empty, one small scratch folder."""

import os

from .namespaces import MS_BIND, MS_NODEV, MS_NOSUID, MS_PRIVATE, MS_REC, make_everything_read_only, mount

# Sockets of other programs, other people's temporary files.
ALWAYS_HIDDEN = ("/tmp", "/var/tmp", "/dev/shm", "/run")


def restrict(hidden, kept, scratch, scratch_bytes, scratch_files):
    """For process 1 of the new namespaces; returns what is weaker. Raises OSError where this is not permitted."""
    mount("none", "/", "none", MS_REC | MS_PRIVATE)
    places = _outermost(os.path.realpath(path) for path in (*ALWAYS_HIDDEN, *hidden))
    opened = [(path, os.open(path, os.O_PATH)) for path in kept if _is_below(path, places)]
    for place in places:
        mount("tmpfs", place, "tmpfs", MS_NOSUID | MS_NODEV, "mode=755,size=1m,nr_inodes=2000")
    for path, descriptor in opened:
        os.makedirs(path, exist_ok=True)
        mount(f"/proc/self/fd/{descriptor}", path, "none", MS_BIND | MS_REC)
        os.close(descriptor)
    os.makedirs(scratch, exist_ok=True)
    warnings = _read_only_warnings()
    options = f"mode=1777,size={scratch_bytes},nr_inodes={scratch_files}"
    mount("tmpfs", scratch, "tmpfs", MS_NOSUID | MS_NODEV, options)
    _show_own_processes_only()
    return warnings


def _read_only_warnings():
    try:
        make_everything_read_only()
        return []
    except OSError as error:  # Linux before 5.12
        return [f"Isolation was weaker: what the server's user may write could be written ({error})."]


def _show_own_processes_only():
    try:
        mount("proc", "/proc", "proc", MS_NOSUID | MS_NODEV)
    except OSError:
        mount("tmpfs", "/proc", "tmpfs", MS_NOSUID | MS_NODEV, "mode=555,size=4k")


def _outermost(paths):
    found = sorted({path for path in paths if os.path.isdir(path) and path != "/"})
    return [path for path in found if not _is_below(path, [other for other in found if other != path])]


def _is_below(path, places):
    return any(os.path.realpath(path).startswith(place + os.sep) for place in places)
