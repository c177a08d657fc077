"""An error of the checked code in one short text, with the line of its own source where it happened."""

import os
import traceback


def describe_error(error, source):
    text = " ".join(str(error).split())[:500]
    name = type(error).__name__
    described = f"{name}: {text}" if text else name
    if isinstance(error, SystemExit):
        described = f"it called exit ({described})"
    place = _place(error, source)
    return f"{described} (in {place})" if place else described


def _place(error, source):
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename.startswith(source)]
    if not frames:
        return None
    return f"{os.path.relpath(frames[-1].filename, source)}, line {frames[-1].lineno}"
