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


def become_nobody(needed_files):
    """Root takes a user id that owns nothing. Returns whether it did: then the limit of processes counts only ours."""
    done = False
    if os.geteuid() == 0:
        uid = FIRST_SPARE_UID + int.from_bytes(os.urandom(2), "big") % SPARE_UIDS
        if _can_read(uid, needed_files):
            os.setgroups([])
            os.setresgid(uid, uid, uid)
            os.setresuid(uid, uid, uid)
            done = True
    give_up_privileges()
    return done


def _can_read(uid, files):
    try:
        os.seteuid(uid)
    except OSError:
        return False
    try:
        return all(os.access(file, os.R_OK, effective_ids=True) for file in files)
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
