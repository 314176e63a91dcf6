"""The process that draws or records: a new Python, independent of the settings of the calling one.

It is started, not forked, and isolated (``python -I``): it ignores ``PYTHON*`` variables and finds
no modules in the current folder.  It imports Layerlight from where this module is installed.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any

from layerlight.errors import LayerlightError, UsageError
from layerlight.progress import Progress

__all__ = ["DRAWING", "RECORDING", "Service", "ask", "current_folder", "start"]

HOME = Path(__file__).resolve().parent.parent
"""The folder that holds Layerlight's packages."""
START = (
    "import sys; sys.path.insert(0, sys.argv[1]); sys.path.extend(sys.argv[3:]);"
    " from importlib import import_module; sys.exit(import_module(sys.argv[2]).main())"
)
PATIENCE = 5.0
"""Seconds that the process has to clean up before it is killed."""
KEPT_OUT = ("PYTHON", "MANIM", "LC_", "LANG", "MPL")
"""Prefixes of environment variables that are removed, as they could affect frames."""


@dataclass(frozen=True)
class Service:
    """A module that answers requests in a process of its own, by its function ``main``.

    Parameters
    ----------
    module : str
        Its full name.
    verb, noun : str
        What it does, as in "cannot start Python to draw" and "the drawing process ended".
    advice : str
        What to do if it ends without a word.
    """

    module: str
    verb: str
    noun: str
    advice: str


DRAWING = Service(
    "publish.service", "draw", "drawing", "if memory is short, use fewer jobs or a lower quality"
)
RECORDING = Service(
    "network.service", "record", "recording", "if memory is short, give fewer samples"
)


def ask(
    request: Mapping[str, Any], progress: Progress, service: Service = DRAWING
) -> dict[str, Any]:
    """Send a request to a new process and return its answer.

    Whatever ends the wait, such as a KeyboardInterrupt, ends the process.

    Parameters
    ----------
    request : mapping
        Request for the service, ready for JSON.  Its ``cwd`` is the folder to work in, by default
        the current one.
    progress : Progress
        Receives progress and warnings.
    service : Service
        Who answers.

    Raises
    ------
    UsageError, LayerlightError
        As reported by the process.
    """
    folder = request.get("cwd") or current_folder()
    full = {**request, "cwd": folder, "progress": progress.wanted}
    with TemporaryFile() as errors:
        child = start(service, errors)
        try:
            answer = _converse(child, json.dumps(full), progress)
        finally:
            _end(child)
        if answer is None:
            raise LayerlightError(_how_it_ended(service, child.returncode, errors))
        return answer


def current_folder() -> str:
    """Return the path of the current folder.

    Raises
    ------
    LayerlightError
        It has been deleted.
    """
    try:
        return str(Path.cwd())
    except FileNotFoundError:
        raise LayerlightError("the current folder has been deleted: change to another") from None


def start(service: Service, errors: IO[bytes] | None = None) -> subprocess.Popen[bytes]:
    """Start the process of a service, with pipes for its standard input and output.

    Parameters
    ----------
    service : Service
    errors : file, optional
        Takes its standard error; by default it goes where that of this process goes.

    Raises
    ------
    LayerlightError
        The process cannot be started.
    """
    # The caller's site-packages come last: they may add packages, but not replace those of the
    # installation.
    packages = [path for path in sys.path if Path(path).name in ("site-packages", "dist-packages")]
    # If this process writes no bytecode, neither should the new one.
    flags = ["-I", "-X", "utf8", *(["-B"] if sys.dont_write_bytecode else [])]
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith(KEPT_OUT)
    }
    if not sys.executable:
        raise LayerlightError(f"cannot start Python to {service.verb}: sys.executable is not set")
    try:
        return subprocess.Popen(
            [sys.executable, *flags, "-c", START, str(HOME), service.module, *packages],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            cwd=HOME,
            env=environment,
            # Only this process receives Ctrl-C, and then ends the other one in an orderly way.
            start_new_session=True,
        )
    except OSError as error:
        reason = error.strerror or error
        raise LayerlightError(
            f"cannot start {sys.executable} to {service.verb}: {reason}"
        ) from error


def _converse(
    child: subprocess.Popen[bytes], request: str, progress: Progress
) -> dict[str, Any] | None:
    """Send the request, handle messages, and return the answer; None if there is none."""
    assert child.stdin is not None
    assert child.stdout is not None
    with suppress(BrokenPipeError):  # it has ended; its standard error says why
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
    """End the process if it is still running: terminate it, and kill it after a while."""
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


def _how_it_ended(service: Service, status: int, errors: IO[bytes]) -> str:
    errors.seek(0)
    lines = errors.read().decode(errors="replace").split("\n")
    last = next((line.strip() for line in reversed(lines) if line.strip()), "")
    how = f"by signal {-status}" if status < 0 else f"with status {status}"
    reason = f": {last:.300}" if last else f"; {service.advice}"
    return f"the {service.noun} process ended {how}{reason}"
