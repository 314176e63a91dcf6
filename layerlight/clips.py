"""Clips from Python, which show themselves in a notebook."""

from __future__ import annotations

import base64
import html
import operator
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Protocol

from layerlight.errors import LayerlightError, UsageError
from layerlight.process import ask
from layerlight.progress import Progress

if TYPE_CHECKING:
    from PIL.Image import Image

__all__ = ["Beat", "Clip", "clip"]

MOST_BYTES = 64 << 20
"""A larger film is not put into a notebook."""
MOST_SECONDS = 24 * 3600


class Size(Protocol):
    """A size in pixels and a rate in frames a second."""

    width: int
    height: int
    fps: int


class Saved(Protocol):
    """A recording: whatever can be saved as one."""

    def save(self, path: Path) -> None:
        """Write a file that holds it."""


@dataclass(frozen=True)
class Beat:
    """A beat of a clip.

    Parameters
    ----------
    number : int
        From 1.
    name, caption : str
    first, end : int
        Its first frame, and the one after its last.
    shown : int
        The frame from which on its caption is fully opaque.
    """

    number: int
    name: str
    caption: str
    first: int
    end: int
    shown: int


@dataclass(frozen=True)
class Clip:
    """A finished clip; as the last line of a notebook's cell it plays there.

    Parameters
    ----------
    path : Path
        The MP4, as long as nothing else is written there; what plays is the film itself.
    beats : list of Beat
        Its beats: number, name, caption, and the frames they begin and end at.
    subtitles : str
        Its captions as WebVTT.
    seconds : float
    """

    path: Path
    beats: list[Beat]
    subtitles: str
    seconds: float
    _wish: Mapping[str, Any] = field(repr=False)
    """What was asked for."""
    _recording: Saved | None = field(repr=False)
    """The recording, if one was given that is no file."""
    _drawn: Mapping[str, Any] = field(repr=False)
    """What the renderer said: size, rate, language, first frame, and what it was drawn from."""
    _film: bytes | None = field(repr=False)
    """None if it is too large."""

    def still(self, at: float | str = "end") -> Image:
        """Draw one frame.

        Parameters
        ----------
        at : float or str
            A time in seconds, the name of a beat, whose end it is then, or ``"end"``.

        Returns
        -------
        PIL.Image.Image

        Raises
        ------
        UsageError
            If there is no such beat or time.
        LayerlightError
            If the clip was drawn from a file that holds something else now.
        """
        from PIL import Image

        frame = self._drawn["first"] + self._frame_at(at)
        with TemporaryDirectory() as folder, _named(self._recording, self._wish) as wanted:
            target = Path(folder) / "still.png"
            drawn = {"drawn_from": self._drawn["drawn_from"], "frame": frame}
            ask({"task": "still", **wanted, **drawn, "target": str(target)}, Progress(""))
            with Image.open(target) as picture:
                return picture.copy()

    def _frame_at(self, at: float | str) -> int:
        """Give the number of a frame in the film."""
        ends = {beat.name: beat.end - 1 for beat in self.beats}
        last = max(ends.values())
        if isinstance(at, str):
            if at != "end" and at not in ends:
                raise UsageError(
                    f"{self._wish['name']} has no beat {at!r}; it has {', '.join(ends)}"
                )
            return ends.get(at, last)
        if not 0 <= at < MOST_SECONDS:
            raise UsageError(f"a still is of a time in seconds, 0 or more, not {at!r}")
        return min(round(at * int(self._drawn["fps"])), last)

    def _repr_html_(self) -> str:
        """Give a player that holds the film itself, with its captions as a track."""
        if self._film is None:
            raise LayerlightError(
                f"{self.path} has more than {MOST_BYTES >> 20} MiB, more than a notebook should"
                " hold: make it with a lower quality, or play the file"
            )
        film = base64.b64encode(self._film).decode()
        track = base64.b64encode(self.subtitles.encode()).decode()
        title = html.escape(self.path.stem)
        language = html.escape(self._drawn["language"])
        return (
            f'<video controls muted playsinline width="{min(self._drawn["width"], 960)}"'
            f' title="{title}"><source type="video/mp4" src="data:video/mp4;base64,{film}">'
            f'<track kind="captions" srclang="{language}"'
            f' src="data:text/vtt;base64,{track}"></video>'
        )


def clip(
    name: str,
    *,
    quality: str | Size = "480p",
    fps: int | None = None,
    language: str = "en",
    theme: str | Path = "dark",
    aspect: str = "16:9",
    speed: float = 1.0,
    captions: bool = True,
    recording: Saved | str | Path | None = None,
    image: str | Path | None = None,
    mnist_index: int | None = None,
    mnist: str | Path | None = None,
    beat: str | None = None,
    folder: str | Path = "clips",
    jobs: int | None = 1,
) -> Clip:
    """Draw a clip, or find it in the cache.

    A process of its own draws it.  An interrupt (Ctrl-C) ends that process, and leaves the file
    of an earlier call as it was.

    Parameters
    ----------
    name : str
        As ``python render.py --list`` has them.
    quality : str or object
        As ``"draft"``, ``"720p"`` or ``"1080p"``, or anything with ``width``, ``height`` and
        ``fps``.
    fps : int, optional
        Frames a second, instead of the quality's.
    language : str
    theme : str or path
        ``"dark"``, ``"light"``, or the path of a TOML file.
    aspect : str
        Shape of the picture, as ``"1:1"``.
    speed : float
        How many times as fast motions are.
    captions : bool
        Whether captions are drawn.
    recording : Recording, CheckpointSeries, Inference, or path of one, optional
        To draw from, instead of the recording that ships with Layerlight.
    image : path, optional
        For ``inference``: the picture of a digit that the network is to read.
    mnist_index : int, optional
        For ``inference``: the number of the MNIST test image that it is to read, from 0.
    mnist : path, optional
        Folder with the MNIST files, instead of ``MNIST_DIR``.
    beat : str, optional
        Draw only this beat.
    folder : path
        That the file is written to.
    jobs : int, optional
        How many processes draw at a time; None for one on each core.

    Returns
    -------
    Clip

    Raises
    ------
    UsageError
        If there is no such clip, quality, language, theme, shape or beat.
    LayerlightError
        If the clip cannot be drawn from the recording, or a file cannot be read or written.
    """
    given = None if recording is None or isinstance(recording, str | os.PathLike) else recording
    wanted = {
        "name": str(name),
        "quality": _size(quality),
        "fps": _whole(fps, "fps"),
        "language": str(language),
        "theme": os.fspath(theme),
        "aspect": str(aspect),
        "speed": _number(speed, "speed"),
        "captions": bool(captions),
        "recording": None if given is not None else _path(recording, "recording"),
        "image": _path(image, "image"),
        "mnist_index": _whole(mnist_index, "mnist_index"),
        "mnist": _path(mnist, "mnist"),
        "beat": None if beat is None else str(beat),
        "folder": os.fspath(folder),
        "jobs": _whole(jobs, "jobs"),
    }
    with _named(given, wanted) as named, Progress(str(name)) as progress:
        done = ask({"task": "clip", **named}, progress)
    path = Path(done["path"])
    # The file may be another clip's by the time that this one is shown.
    film = path.read_bytes() if path.stat().st_size <= MOST_BYTES else None
    beats = [Beat(**told) for told in done["beats"]]
    return Clip(path, beats, done["subtitles"], done["seconds"], wanted, given, done["drawn"], film)


@contextmanager
def _named(recording: Saved | None, wanted: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Give a wish in which the recording is a file, as another process has to have it."""
    if recording is None:
        yield dict(wanted)
        return
    if not callable(getattr(recording, "save", None)):
        found = type(recording).__name__
        raise UsageError(f"recording: expected a recording or the path of one, found {found}")
    with TemporaryDirectory() as folder:
        file = Path(folder) / "recording.npz"
        recording.save(file)
        yield {**wanted, "recording": str(file)}


def _size(quality: str | Size) -> str | list[int]:
    if isinstance(quality, str):
        return quality
    try:
        return [operator.index(getattr(quality, name)) for name in ("width", "height", "fps")]
    except (AttributeError, TypeError):
        raise UsageError(
            "quality: expected a name as '720p', or something with width, height and fps,"
            f" found {quality!r:.80}"
        ) from None


def _path(path: Any, name: str) -> str | None:
    if path is None:
        return None
    try:
        return os.fsdecode(path)
    except TypeError:
        found = type(path).__name__
        raise UsageError(f"{name}: expected the path of a file, found {found}") from None


def _whole(number: Any, name: str) -> int | None:
    if number is None:
        return None
    try:
        return operator.index(number)
    except TypeError:
        raise UsageError(f"{name}: expected a whole number, found {number!r:.80}") from None


def _number(number: Any, name: str) -> float:
    try:
        return float(number)
    except (TypeError, ValueError):
        raise UsageError(f"{name}: expected a number, found {number!r:.80}") from None
