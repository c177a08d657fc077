"""Linux namespaces and mounts through libc, as far as this machine permits them."""

import ctypes
import os

NEW_MOUNTS = 0x00020000
NEW_IPC = 0x08000000
NEW_USER = 0x10000000
NEW_PIDS = 0x20000000
NEW_NETWORK = 0x40000000

MS_RDONLY, MS_NOSUID, MS_NODEV, MS_BIND, MS_REC, MS_PRIVATE = 1, 2, 4, 4096, 16384, 1 << 18
PR_SET_PDEATHSIG, PR_CAPBSET_DROP, PR_SET_CHILD_SUBREAPER, PR_SET_NO_NEW_PRIVS = 1, 24, 36, 38
SYS_MOUNT_SETATTR = 442
AT_FDCWD, AT_RECURSIVE = -100, 0x8000
LAST_CAPABILITY = 40

try:
    LIBC = ctypes.CDLL(None, use_errno=True)
    LIBC.prctl  # noqa: B018 - not every system has it
except (OSError, AttributeError, TypeError):
    LIBC = None


def call(name, *arguments):
    """Calls libc; raises OSError with its errno."""
    if LIBC is None:
        raise OSError("this system has no namespaces")
    if getattr(LIBC, name)(*arguments) != 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{name}: {os.strerror(number)}")


def enter():
    """Network, processes, mounts and IPC of our own for what is forked next. Returns the set of names that were given."""
    wanted = NEW_NETWORK | NEW_PIDS | NEW_IPC | NEW_MOUNTS
    if _unshare(wanted):
        return {"network", "processes", "mounts"}
    uid, gid = os.getuid(), os.getgid()
    if _unshare(NEW_USER | wanted):
        _write("/proc/self/setgroups", "deny")
        _write("/proc/self/uid_map", f"{uid} {uid} 1")
        _write("/proc/self/gid_map", f"{gid} {gid} 1")
        return {"network", "processes", "mounts"}
    return {"network"} if _unshare(NEW_NETWORK) else set()


def _unshare(flags):
    try:
        call("unshare", flags)
        return True
    except OSError:
        return False


def _write(path, text):
    with open(path, "w") as file:
        file.write(text)


def mount(source, target, kind, flags, options=""):
    call("mount", source.encode(), target.encode(), kind.encode(), ctypes.c_ulong(flags), options.encode())


def make_everything_read_only():
    """All mounts of this namespace; nothing outside it changes."""
    attributes = (ctypes.c_uint64 * 4)(MS_RDONLY, 0, 0, 0)
    call("syscall", SYS_MOUNT_SETATTR, AT_FDCWD, b"/", AT_RECURSIVE, ctypes.byref(attributes), ctypes.sizeof(attributes))


def die_with_parent(signal_number):
    try:
        call("prctl", PR_SET_PDEATHSIG, signal_number, 0, 0, 0)
    except OSError:
        pass


def adopt_orphans():
    """Descendants that lose their parent become ours, so that they can be found and ended."""
    try:
        call("prctl", PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    except OSError:
        pass


def give_up_privileges():
    """No capability is left, and none can be gained by starting a program."""
    if LIBC is None:
        return
    LIBC.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    for capability in range(LAST_CAPABILITY + 1):
        LIBC.prctl(PR_CAPBSET_DROP, capability, 0, 0, 0)
    header = (ctypes.c_uint32 * 2)(0x20080522, 0)
    none = (ctypes.c_uint32 * 6)()
    LIBC.capset(ctypes.byref(header), ctypes.byref(none))
