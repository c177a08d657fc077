"""What bounds one process of the checked code, and who it runs as."""

import os
import resource
import socket

from .namespaces import give_up_privileges

FIRST_SPARE_UID, SPARE_UIDS = 62_000, 3_000


def set_limits(limits, own_count):
    _limit(resource.RLIMIT_CORE, 0)
    _limit(resource.RLIMIT_CPU, limits["cpu_seconds"])
    _limit(resource.RLIMIT_AS, limits["memory_bytes"])
    _limit(resource.RLIMIT_FSIZE, limits["file_bytes"])
    _limit(resource.RLIMIT_NOFILE, limits["open_files"])
    _limit(resource.RLIMIT_NPROC, limits["processes"] + (0 if own_count else _processes_of_user()))


def _limit(which, most):
    _, hard = resource.getrlimit(which)
    most = most if hard == resource.RLIM_INFINITY else min(most, hard)
    # macOS knows some of them only by name.
    try:
        resource.setrlimit(which, (most, most))
    except (ValueError, OSError):
        pass


def _processes_of_user():
    uid, count = os.getuid(), 0
    for name in os.listdir("/proc") if os.path.isdir("/proc") else ():
        try:
            if name.isdigit() and os.stat(f"/proc/{name}").st_uid == uid:
                count += len(os.listdir(f"/proc/{name}/task"))
        except OSError:
            pass
    return count


class StillRootError(Exception):
    """Root's files would be open to the checked code."""


def become_nobody(needed_files):
    """Root takes a user id that owns nothing. Returns whether it did: then the limit of processes counts only ours."""
    is_root = os.geteuid() == 0
    if is_root:
        uid = FIRST_SPARE_UID + int.from_bytes(os.urandom(2), "big") % SPARE_UIDS
        unreadable = _unreadable(uid, needed_files)
        if unreadable is not None:
            raise StillRootError(
                f"The server runs as root, permits no namespaces, and {unreadable} cannot be read by other users, so "
                "these checks would have run as root. Permit namespaces, do not run the server as root, or choose a "
                "Python (ARENA_PYTHON) and a cache (XDG_CACHE_HOME) that everybody can read."
            )
        os.setgroups([])
        os.setresgid(uid, uid, uid)
        os.setresuid(uid, uid, uid)
    give_up_privileges()
    return is_root


def _unreadable(uid, files):
    try:
        os.seteuid(uid)
    except OSError as error:
        message = f"The server runs as root where there is no other user to run these checks as ({error})."
        raise StillRootError(message) from error
    try:
        return next((file for file in files if not os.access(file, os.R_OK, effective_ids=True)), None)
    finally:
        os.seteuid(0)


def refuse_sockets():
    """The second best, where no network namespace is permitted: code that calls the kernel itself gets round it."""

    def refuse(*_args, **_kwargs):
        raise PermissionError("environments have no network here")

    for name in ("connect", "connect_ex", "bind", "sendto", "sendmsg"):
        setattr(socket.socket, name, refuse)
    for name in ("create_connection", "getaddrinfo", "gethostbyname"):
        setattr(socket, name, refuse)
