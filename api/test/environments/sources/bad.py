"""One class for each thing that can be wrong; all derive from one that is right."""

import os
import random
import socket
import subprocess
import sys
import time

import numpy as np
from good import Walk


class WrongObservation(Walk):
    def _observation(self):
        return np.zeros(3, np.float64)


class NoSpaces(Walk):
    def __init__(self):
        self.observation_space = None


class OldStep(Walk):
    def step(self, action):
        observation, reward, terminated, _, info = super().step(action)
        return observation, reward, terminated, info


class Nondeterministic(Walk):
    def _observation(self):
        return np.array([random.random(), 0], np.float32)


class NeedsArgument(Walk):
    def __init__(self, needed):
        super().__init__()


class EndlessStep(Walk):
    def step(self, action):
        while True:
            pass


class SleepingStep(Walk):
    def step(self, action):
        time.sleep(1000)


class Allocates(Walk):
    def step(self, action):
        self.kept = []
        while True:
            self.kept.append(bytearray(b"x" * 1024 * 1024) * 16)


class AllocatesInChildren(Walk):
    def step(self, action):
        for _ in range(8):
            if os.fork() == 0:
                kept = [bytearray(b"x" * 1024 * 1024) for _ in range(200)]
                time.sleep(1000 + len(kept))
        time.sleep(1000)


class ForksForEver(Walk):
    def step(self, action):
        while True:
            if os.fork() == 0:
                time.sleep(1000)


class LeavesChildren(Walk):
    def reset(self, *, seed=None, options=None):
        if not getattr(self, "left", False):
            self.left = True
            if os.fork() == 0:
                os.setsid()
                if os.fork() == 0:
                    signal_proof_sleep()
                os._exit(0)
            subprocess.Popen(["sleep", "1234.5"], start_new_session=True, env={})
        return super().reset(seed=seed, options=options)


def signal_proof_sleep():
    import signal

    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    while True:
        time.sleep(1000)


class WritesOneFile(Walk):
    def step(self, action):
        with open("large", "wb") as file:
            while True:
                file.write(b"x" * 1024 * 1024)


class WritesManyFiles(Walk):
    def step(self, action):
        number = 0
        while True:
            number += 1
            with open(f"file-{number}", "w") as file:
                file.write("x")


class OpensSocket(Walk):
    def step(self, action):
        socket.create_connection(("127.0.0.1", int(self.port)), timeout=2)

    def __init__(self, port):
        super().__init__()
        self.port = port


class PrintsMegabytes(Walk):
    def step(self, action):
        sys.stdout.write("y" * 100_000 + "\n")
        sys.stderr.write("z" * 100_000 + "\n")
        return super().step(action)


class EndsProcess(Walk):
    def step(self, action):
        os._exit(3)


class CallsExit(Walk):
    def step(self, action):
        sys.exit("enough")


class KillsItself(Walk):
    def step(self, action):
        os.kill(os.getpid(), 11)


class KillsAll(Walk):
    def step(self, action):
        import signal

        for pid in (os.getppid(), 1):
            try:
                os.kill(pid, signal.SIGKILL)
            except OSError:
                pass
        return super().step(action)


class RaisesInClose(Walk):
    def close(self):
        raise RuntimeError("cannot close")


class HangsInThread(Walk):
    def reset(self, *, seed=None, options=None):
        import threading

        if threading.active_count() < 4:
            threading.Thread(target=lambda: time.sleep(1000)).start()
        return super().reset(seed=seed, options=options)


class Reads(Walk):
    """Fails with what it can read of the file that it is told."""

    def __init__(self, path):
        super().__init__()
        try:
            with open(path) as file:
                raise ValueError("it read: " + file.read(100))
        except OSError as error:
            raise ValueError(f"it could not read: {type(error).__name__}") from None


class WritesAbroad(Walk):
    def __init__(self, path):
        super().__init__()
        try:
            with open(path, "w") as file:
                file.write("was here")
        except OSError as error:
            raise ValueError(f"it could not write: {type(error).__name__}") from None


class SaysItsEnvironment(Walk):
    def __init__(self):
        super().__init__()
        raise ValueError(" ".join(sorted(os.environ)))


class SpeaksForTheChecks(Walk):
    """Writes to every pipe that it can find."""

    def __init__(self):
        super().__init__()
        for descriptor in range(3, 64):
            try:
                os.write(descriptor, b"this is no report\n")
            except OSError:
                pass
