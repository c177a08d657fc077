"""answer-password.py PASSWORD COMMAND...: runs COMMAND on a terminal, and types PASSWORD each time that it is asked for."""

import os
import pty
import sys

password = sys.argv[1].encode() + b"\n"
asked = b""


def read_and_answer(terminal: int) -> bytes:
    global asked
    output = os.read(terminal, 65536)
    asked = (asked + output)[-200:]
    if b"password for" in asked and asked.rstrip().endswith(b":"):
        asked = b""
        os.write(terminal, password)
    return output


sys.exit(os.waitstatus_to_exitcode(pty.spawn(sys.argv[2:], read_and_answer)))
