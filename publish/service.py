"""The process that draws for :mod:`layerlight`: it reads one request and writes one answer.

The request is JSON on standard input.  Each line of standard output is a JSON list: ``progress``
with the frames done and the total, ``warning`` with a text, ``error`` with a text and whether it is
a usage error, or ``answer``.  Anything else printed to standard output goes to standard error.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from network.errors import LayerlightError, UsageError
from network.system.isolation import claim_process, isolated
from network.system.signals import ended_by_signals, exit_status
from network.system.streams import reserved_output
from publish.beats import beats_of
from publish.explorer.write import DEFAULT_NAME, ExplorerRequest, write_explorer
from publish.naming import find_one, only_scenes
from publish.request import RenderRequest
from publish.terminal import advised
from publish.words import cues, webvtt
from scenes.catalog import ClipEntry
from scenes.focus import Focus
from scenes.rendering.manim_import import without_configuration
from scenes.rendering.options import RunOptions
from scenes.style.picture_size import ASPECTS, MOST_FPS, QUALITIES, Quality
from scenes.style.theme import DARK
from scenes.style.theme_files import THEMES, load_theme
from scenes.words import load_words

if TYPE_CHECKING:
    from publish.pipeline import Pipeline

__all__ = ["answer", "main"]

MOST_PIXELS = 8192
EVERY = 5
"""Lowest number of frames between two progress messages."""

Tell = Callable[..., None]
"""Called with the kind of a message, such as ``"progress"``, and its content."""


def main() -> int:
    """Answer the request on standard input and return the exit status."""
    claim_process()
    output = os.fdopen(reserved_output(), "w", encoding="utf-8", closefd=False)

    def tell(*what: Any) -> None:
        output.write(json.dumps(what) + "\n")
        output.flush()

    try:
        with ended_by_signals(), without_configuration(), isolated():
            request = json.load(sys.stdin.buffer)
            if request["task"] != "explore":
                import manim  # noqa: F401  (here, without the user's configuration)

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


def answer(request: dict[str, Any], tell: Tell) -> dict[str, Any]:
    """Draw a clip or a still, or write a page.

    Parameters
    ----------
    request : dict
        The arguments of :func:`layerlight.clip`, with ``task`` set to ``"clip"`` or ``"still"``, or
        those of :func:`layerlight.explore` with ``"explore"``, or of :func:`layerlight.course`
        with ``"course"``.
    tell : callable
        Called with each message for the caller.

    Raises
    ------
    LayerlightError
        If the clip cannot be drawn.
    OSError
        If the cache or a file cannot be written.
    """
    if request["task"] == "explore":
        return _explore(request)
    if request["mnist"] is not None:
        os.environ["MNIST_DIR"] = request["mnist"]
    if request["task"] == "course":
        return _course(request, tell)
    entry = find_one(request["name"], lambda text: tell("warning", text))
    if only_scenes([entry]):
        raise UsageError(
            f"{request['name']} draws no recording, so it is no clip: draw it with python render.py"
        )
    if not isinstance(entry, ClipEntry):
        raise UsageError(
            f"{request['name']} consists of all clips: draw it with python render.py lecture"
        )
    wanted = _render_request(entry, request)
    if request["task"] == "still":
        return _still(wanted, entry, request)
    from publish.pipeline import Pipeline

    pipeline = Pipeline(
        wanted,
        lambda line: None,
        lambda text: tell("warning", text),
        lambda names, quiet: _Reports(quiet, tell),
    )
    pipeline.make()
    return _described(pipeline, entry)


def _explore(request: dict[str, Any]) -> dict[str, Any]:
    """Write the page of a recording."""
    theme, out = request["theme"], request["out"]
    wanted = ExplorerRequest(
        _maybe_path(request["recording"]),
        Path(request["folder"]) / DEFAULT_NAME if out is None else Path(out),
        load_words(request["language"]),
        load_theme(theme or DARK.name),
        () if theme is None or theme in THEMES else (Path(theme),),
        follows=theme is None,
    )
    return {"path": str(write_explorer(wanted))}


def _course(request: dict[str, Any], tell: Tell) -> dict[str, Any]:
    """Make the films of a course, or plan them."""
    from publish.course.run import CourseRun

    run = CourseRun(
        Path(request["file"]),
        Path(request["folder"]),
        RunOptions(_jobs(request), False, request["force"], not request["progress"]),
        lambda line: None,
        lambda text: tell("warning", text),
        None if request["quality"] is None else _quality_name(request["quality"]),
        _fps(request["fps"]),
        lambda names, quiet: _Reports(quiet, tell),
    )
    planned = run.plan() if request["dry_run"] else run.make().planned
    films = [(one.film.name, *run.outcome.state_of(one), run.seconds_of(one)) for one in planned]
    page = run.outcome.page
    return {
        "films": [
            {"name": name, "state": state, "reason": reason, "seconds": seconds}
            for name, state, reason, seconds in films
        ],
        "page": None if page is None else str(page),
    }


def _render_request(entry: ClipEntry, request: dict[str, Any]) -> RenderRequest:
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
        voice=_maybe_path(request.get("voice")),
        theme=load_theme(request["theme"]),
        speed=request["speed"],
        focus=Focus(*(request.get(name) for name in ("sample", "at_step", "neuron"))),
        run_options=RunOptions(_jobs(request), quiet=not request["progress"]),
    )


def _jobs(request: dict[str, Any]) -> int | None:
    jobs: int | None = request["jobs"]
    if jobs is not None and jobs < 1:
        raise UsageError(f"jobs is {jobs}: expected 1 or more, or None for one per core")
    return jobs


def _quality_name(name: str) -> str:
    if name not in QUALITIES:
        raise UsageError(f"unknown quality {name!r}: choose {', '.join(QUALITIES)}")
    return name


def _fps(fps: int | None) -> int | None:
    if fps is not None and not 1 <= fps <= MOST_FPS:
        raise UsageError(f"fps is {fps}: expected 1 to {MOST_FPS}")
    return fps


def _quality(request: dict[str, Any]) -> Quality:
    wanted, fps, aspect = request["quality"], request["fps"], request["aspect"]
    quality = QUALITIES[_quality_name(wanted)] if isinstance(wanted, str) else Quality(*wanted)
    if fps is not None:
        quality = Quality(quality.width, quality.height, fps)
    _fps(quality.fps)
    for side in (quality.width, quality.height):
        if side % 2 or not 2 <= side <= MOST_PIXELS:
            raise UsageError(
                f"quality has {quality.width}×{quality.height} pixels: expected even numbers up to"
                f" {MOST_PIXELS}"
            )
    if aspect not in ASPECTS:
        raise UsageError(f"unknown aspect {aspect!r}: choose {', '.join(ASPECTS)}")
    return quality.shaped(aspect)


def _maybe_path(name: str | None) -> Path | None:
    return None if name is None else Path(name)


def _described(pipeline: Pipeline, entry: ClipEntry) -> dict[str, Any]:
    """Describe a finished clip."""
    done, quality = pipeline.videos[entry]["mp4"], pipeline.request.quality
    title = pipeline.style.words[f"{entry.id}.title"]
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
            "holds": done.holds,
            "voiced": bool(done.spoken),
            "language": pipeline.style.words.language,
            "drawn_from": _drawn_from(pipeline, entry),
        },
    }


def _drawn_from(pipeline: Pipeline, entry: ClipEntry) -> str:
    """Return the digest of everything that a clip is drawn from."""
    from scenes.rendering.clips import clip_job

    request, source = pipeline.request, pipeline.sources[entry]
    return clip_job(entry, source, pipeline.style, request.quality).key


def _still(wanted: RenderRequest, entry: ClipEntry, request: dict[str, Any]) -> dict[str, Any]:
    """Draw one frame, given by its number, of a clip that has been drawn before."""
    from publish.pipeline import Pipeline
    from scenes.rendering.stills import render_frame

    pipeline = Pipeline(wanted, lambda line: None)
    pipeline.load()
    if _drawn_from(pipeline, entry) != request["drawn_from"]:
        raise LayerlightError(
            f"something that {entry.id} was drawn from has changed (its recording, image or theme,"
            " or Layerlight itself): draw the clip again"
        )
    source, target = pipeline.sources[entry], Path(request["target"])
    render_frame(entry, source, pipeline.style, wanted.quality, target, request["frame"])
    return {}


class _Reports:
    """Sends progress to the caller; takes the place of the commands' progress bars."""

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

    def describe(self, name: str, text: str) -> None:
        pass

    def of(self, name: str) -> Callable[[int, int | None], None]:
        return self._report

    def _report(self, done: int, total: int | None) -> None:
        if done - self._last >= EVERY or done == total:
            self._last = done
            self._tell("progress", done, total)
