"""Draws for :mod:`layerlight`, in a process of its own: one request in, one answer out.

The request is JSON on standard input.  Each line of standard output is a JSON list: ``progress``
with the frames done and in all, ``warning`` with a text, ``error`` with whether it is one of usage
and a text, or ``answer``.  Whatever else writes to standard output ends up on standard error.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from network.errors import LayerlightError, UsageError
from network.system.isolation import claim_process, isolated
from network.system.signals import ended_by_signals, exit_status
from publish.beats import beats_of
from publish.request import RenderRequest, RunOptions
from publish.terminal import advised
from publish.words import cues, webvtt
from scenes.catalog import ClipEntry, find_clip
from scenes.rendering.manim_import import without_configuration
from scenes.style.quality import ASPECTS, QUALITIES, Quality
from scenes.style.themes import load_theme

if TYPE_CHECKING:
    from publish.pipeline import Pipeline

__all__ = ["answer", "main"]

MOST_FPS, MOST_PIXELS = 240, 8192
EVERY = 5
"""Frames between two words of progress, at least."""

Tell = Callable[..., None]
"""Called with what is said, as ``"progress"``, and its particulars."""


def main() -> int:
    """Answer the request on standard input; gives the exit status."""
    claim_process()
    output = _line_to_caller()

    def tell(*what: Any) -> None:
        output.write(json.dumps(what) + "\n")
        output.flush()

    try:
        with ended_by_signals(), without_configuration(), isolated():
            request = json.load(sys.stdin.buffer)
            import manim  # noqa: F401  (with no configuration but its own)

            os.chdir(request["cwd"])
            with advised(Path(request["folder"])):
                tell("answer", answer(request, tell))
    except KeyboardInterrupt as stop:
        return exit_status(stop)
    except BrokenPipeError:
        return 1  # the caller has gone
    except LayerlightError as error:
        tell("error", isinstance(error, UsageError), str(error))
        return 1
    return 0


def _line_to_caller() -> IO[str]:
    """Take standard output for the answer alone; other processes to come don't hold it open."""
    ours = os.dup(1)
    os.dup2(2, 1)
    held = [ours]

    def let_go() -> None:
        if held:  # a process forked by a forked one may have another file under that number
            os.close(held.pop())

    if hasattr(os, "register_at_fork"):
        os.register_at_fork(after_in_child=let_go)
    return os.fdopen(ours, "w", encoding="utf-8", closefd=False)


def answer(request: dict[str, Any], tell: Tell) -> dict[str, Any]:
    """Do what is asked for.

    Parameters
    ----------
    request : dict
        The arguments of :func:`layerlight.clip`, and under ``task`` whether the ``clip`` is wanted
        or a ``still`` of it.
    tell : callable
        Called with what the caller should know meanwhile.

    Raises
    ------
    LayerlightError
        If it cannot be done.
    OSError
        If the cache or a file cannot be written.
    """
    if request["mnist"] is not None:
        os.environ["MNIST_DIR"] = request["mnist"]
    entry = find_clip(request["name"])
    if not isinstance(entry, ClipEntry):
        raise UsageError(f"{request['name']} is made of all clips: use python render.py lecture")
    wanted = _wish(entry, request)
    if request["task"] == "still":
        return _still(wanted, entry, request)
    from publish.pipeline import Pipeline

    maker = Pipeline(
        wanted,
        lambda line: None,
        lambda text: tell("warning", text),
        lambda names, quiet: _Reports(quiet, tell),
    )
    maker.make()
    return _told(maker, entry)


def _wish(entry: ClipEntry, request: dict[str, Any]) -> RenderRequest:
    jobs = request["jobs"]
    if jobs is not None and jobs < 1:
        raise UsageError(f"jobs is {jobs}: expected at least 1, or None for one on each core")
    return RenderRequest(
        (entry,),
        _quality(request),
        Path(request["folder"]),
        recording=_maybe_path(request["recording"]),
        image=_maybe_path(request["image"]),
        mnist_index=request["mnist_index"],
        beat=request["beat"],
        captions=request["captions"],
        language=request["language"],
        theme=load_theme(request["theme"]),
        speed=request["speed"],
        run_options=RunOptions(jobs, quiet=not request["progress"]),
    )


def _quality(request: dict[str, Any]) -> Quality:
    wanted, fps, aspect = request["quality"], request["fps"], request["aspect"]
    if isinstance(wanted, str):
        if wanted not in QUALITIES:
            raise UsageError(f"{wanted!r} is no quality; there are {', '.join(QUALITIES)}")
        quality = QUALITIES[wanted]
    else:
        quality = Quality(*wanted)
    if fps is not None:
        quality = Quality(quality.width, quality.height, fps)
    if not 1 <= quality.fps <= MOST_FPS:
        raise UsageError(f"fps is {quality.fps}: expected 1 to {MOST_FPS}")
    for side in (quality.width, quality.height):
        if side % 2 or not 2 <= side <= MOST_PIXELS:
            raise UsageError(
                f"quality has {quality.width}×{quality.height} pixels: expected even numbers up to"
                f" {MOST_PIXELS}"
            )
    if aspect not in ASPECTS:
        raise UsageError(f"no shape {aspect!r}; there are {', '.join(ASPECTS)}")
    return quality.shaped(aspect)


def _maybe_path(name: str | None) -> Path | None:
    return None if name is None else Path(name)


def _told(maker: Pipeline, entry: ClipEntry) -> dict[str, Any]:
    """Tell of a clip that has been made."""
    done, quality = maker.films[entry]["mp4"], maker.request.quality
    title = maker.style.words[f"{entry.id}.title"]
    names = ("number", "name", "caption", "first", "end", "shown")
    return {
        "path": str(done.path),
        "seconds": done.seconds,
        "beats": [
            {name: getattr(beat, name) for name in names}
            for beat in beats_of(done.beats, quality.fps, done.frames)
        ],
        "subtitles": webvtt(cues(done.beats, quality.fps, done.frames), title),
        "drawn": {
            **asdict(quality),
            "first": done.first,
            "language": maker.style.words.language,
            "drawn_from": _drawn_from(maker, entry),
        },
    }


def _drawn_from(maker: Pipeline, entry: ClipEntry) -> str:
    """Name everything that a clip was drawn from."""
    from scenes.rendering import clip_job

    return clip_job(entry, maker.sources[entry], maker.style, maker.request.quality).key


def _still(wanted: RenderRequest, entry: ClipEntry, request: dict[str, Any]) -> dict[str, Any]:
    """Draw a frame, told by its number, of a clip that has been drawn before."""
    from publish.pipeline import Pipeline
    from scenes.rendering import render_frame

    maker = Pipeline(wanted, lambda line: None)
    maker.load()
    recording, style, quality = maker.sources[entry], maker.style, wanted.quality
    if _drawn_from(maker, entry) != request["drawn_from"]:
        raise LayerlightError(
            f"what {entry.id} was drawn from has changed since (its recording, picture, theme, or"
            " Layerlight): draw the clip again"
        )
    target = Path(request["target"])
    render_frame(entry, recording, style, quality, target, request["frame"])
    return {}


class _Reports:
    """Tells the caller how far the clip is; stands where the commands have their bars."""

    def __init__(self, quiet: bool, tell: Tell):
        self.wanted, self._tell, self._last = not quiet, tell, 0

    def __enter__(self) -> _Reports:
        return self

    def __exit__(self, *exception: object) -> None:
        pass

    @contextmanager
    def aside(self) -> Iterator[None]:
        yield

    def say(self, text: str) -> None:
        self._tell("warning", text)

    def of(self, name: str) -> Callable[[int, int | None], None]:
        return self._report

    def _report(self, done: int, total: int | None) -> None:
        if done - self._last >= EVERY or done == total:
            self._last = done
            self._tell("progress", done, total)
