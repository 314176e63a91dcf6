"""The process that draws: a new Python, which knows nothing of what the calling one has set.

It is started, not forked, and isolated (``python -I``): it reads no ``PYTHON*`` variables and
looks for no modules in the current folder.  It finds Layerlight's own where this one is installed.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any

from layerlight.errors import LayerlightError, UsageError
from layerlight.progress import Progress

__all__ = ["ask"]

HOME = Path(__file__).resolve().parent.parent
"""The folder that Layerlight's packages are in."""
START = (
    "import sys; sys.path.insert(0, sys.argv[1]); sys.path.extend(sys.argv[2:]);"
    " from publish.service import main; sys.exit(main())"
)
PATIENCE = 5.0
"""Seconds that the process gets to tidy up before it is ended by force."""
KEPT_OUT = ("PYTHON", "MANIM", "LC_", "LANG", "MPL")
"""Beginnings of environment variables that could change how it draws."""


def ask(request: Mapping[str, Any], progress: Progress) -> dict[str, Any]:
    """Let a process of its own do something; give its answer.

    Whatever ends the wait, a KeyboardInterrupt too, ends the process.

    Parameters
    ----------
    request : mapping
        What :mod:`publish.service` is asked for; as JSON allows.
    progress : Progress
        Is told how far it is.

    Raises
    ------
    UsageError, LayerlightError
        As the process says.
    """
    told = {**request, "cwd": _current_folder(), "progress": progress.wanted}
    with TemporaryFile() as complaints:
        child = _start(complaints)
        try:
            answer = _converse(child, json.dumps(told), progress)
        finally:
            _end(child)
        if answer is None:
            raise LayerlightError(_how_it_ended(child.returncode, complaints))
        return answer


def _current_folder() -> str:
    try:
        return str(Path.cwd())
    except FileNotFoundError:
        raise LayerlightError("the current folder has been deleted: change to another") from None


def _start(complaints: IO[bytes]) -> subprocess.Popen[bytes]:
    # Packages of the user's own, or of a path that was set, come last: they are there to be
    # found, not to replace what the installation has.
    packages = [path for path in sys.path if Path(path).name in ("site-packages", "dist-packages")]
    # Pythons differ in what they cache; a user who wants no caches gets none here either.
    flags = ["-I", "-X", "utf8", *(["-B"] if sys.dont_write_bytecode else [])]
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith(KEPT_OUT)
    }
    if not sys.executable:
        raise LayerlightError("sys.executable names no Python to draw with: set it")
    try:
        return subprocess.Popen(
            [sys.executable, *flags, "-c", START, str(HOME), *packages],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=complaints,
            cwd=HOME,
            env=environment,
            # Ctrl-C on the terminal is for this process, which then ends the other in good order.
            start_new_session=True,
        )
    except OSError as error:
        reason = error.strerror or error
        raise LayerlightError(f"cannot start {sys.executable} to draw: {reason}") from error


def _converse(
    child: subprocess.Popen[bytes], request: str, progress: Progress
) -> dict[str, Any] | None:
    """Send the request, then hear what the process says; give its answer, if there is one."""
    assert child.stdin is not None
    assert child.stdout is not None
    with suppress(BrokenPipeError):  # it has ended, and why is in its complaints
        child.stdin.write(request.encode())
        child.stdin.close()
    for line in child.stdout:
        what, *more = json.loads(line)
        if what == "progress":
            progress.report(*more)
        elif what == "warning":
            progress.warn(*more)
        elif what == "error":
            usage, text = more
            raise (UsageError if usage else LayerlightError)(text)
        elif what == "answer":
            return dict(more[0])
    child.wait()
    return None


def _end(child: subprocess.Popen[bytes]) -> None:
    """End the process if it has not ended by itself, at first politely."""
    try:
        for pipe in (child.stdin, child.stdout):
            if pipe is not None:
                with suppress(OSError):
                    pipe.close()
        if child.poll() is None:
            child.terminate()
            child.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        pass
    finally:
        if child.poll() is None:
            child.kill()
            child.wait()


def _how_it_ended(status: int, complaints: IO[bytes]) -> str:
    complaints.seek(0)
    lines = complaints.read().decode(errors="replace").split("\n")
    last = next((line.strip() for line in reversed(lines) if line.strip()), "")
    how = f"by signal {-status}" if status < 0 else f"with status {status}"
    reason = f": {last:.300}" if last else "; if memory is short, use fewer jobs or a lower quality"
    return f"the process that draws ended {how}{reason}"
