"""Draw clips from Python; they play in notebooks."""

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
"""Size of the largest video that is embedded in a notebook."""
MOST_SECONDS = 24 * 3600


class Size(Protocol):
    """A size in pixels and a frame rate."""

    width: int
    height: int
    fps: int


class Saved(Protocol):
    """A recording, or anything else that saves itself as a recording file."""

    def save(self, path: Path) -> None:
        """Write the recording file."""


@dataclass(frozen=True)
class Beat:
    """A beat of a clip.

    Parameters
    ----------
    number : int
        Counted from 1.
    name, caption : str
    first, end : int
        First frame and end frame (exclusive).
    shown : int
        First frame at which the caption is fully opaque.
    """

    number: int
    name: str
    caption: str
    first: int
    end: int
    shown: int


@dataclass(frozen=True)
class Clip:
    """A finished clip; as the last expression of a notebook cell it is shown as a player.

    Parameters
    ----------
    path : Path
        Path of the MP4.  The player holds a copy, so it plays even if the file is replaced.
    beats : list of Beat
    subtitles : str
        The captions as WebVTT.
    seconds : float
    """

    path: Path
    beats: list[Beat]
    subtitles: str
    seconds: float
    _request: Mapping[str, Any] = field(repr=False)
    """The arguments of :func:`clip`."""
    _recording: Saved | None = field(repr=False)
    """The recording, if it was given as an object."""
    _drawn: Mapping[str, Any] = field(repr=False)
    """Size, frame rate, language, first frame, holds and digest of the source."""
    _video: bytes | None = field(repr=False)
    """The MP4; None if it is too large."""

    def still(self, at: float | str = "end") -> Image:
        """Draw one frame.

        Parameters
        ----------
        at : float or str
            A time in seconds, the name of a beat (for its last frame), or ``"end"``.

        Returns
        -------
        PIL.Image.Image

        Raises
        ------
        UsageError
            If there is no such beat or time.
        LayerlightError
            If something that the clip was drawn from has changed since.
        """
        from PIL import Image

        frame = self._drawn["first"] + self._without_holds(self._frame_at(at))
        with (
            TemporaryDirectory() as folder,
            named_recording(self._recording, self._request) as wanted,
        ):
            target = Path(folder) / "still.png"
            drawn = {"drawn_from": self._drawn["drawn_from"], "frame": frame}
            ask({"task": "still", **wanted, **drawn, "target": str(target)}, Progress(""))
            with Image.open(target) as picture:
                return picture.copy()

    def _frame_at(self, at: float | str) -> int:
        """Return the number of a frame in the video."""
        ends = {beat.name: beat.end - 1 for beat in self.beats}
        last = max(ends.values())
        if isinstance(at, str):
            if at != "end" and at not in ends:
                raise UsageError(
                    f"{self._request['name']} has no beat {at!r}; it has {', '.join(ends)}"
                )
            return ends.get(at, last)
        if not 0 <= at < MOST_SECONDS:
            raise UsageError(
                f"at: expected a time in seconds from 0, the name of a beat or 'end', found {at!r}"
            )
        return min(round(at * int(self._drawn["fps"])), last)

    def _without_holds(self, frame: int) -> int:
        """Return the number that a frame of the video has where no beat waits for its voice."""
        waited = 0
        for first, frames in self._drawn["holds"]:
            if frame >= first:
                waited += min(frame - first + 1, frames)
        return frame - waited

    def _repr_html_(self) -> str:
        """Return a player with the video and its captions embedded."""
        if self._video is None:
            raise LayerlightError(
                f"{self.path} is larger than {MOST_BYTES >> 20} MiB, too large for a notebook: draw"
                " it in a lower quality, or play the file"
            )
        video = base64.b64encode(self._video).decode()
        track = base64.b64encode(self.subtitles.encode()).decode()
        title = html.escape(self.path.stem)
        language = html.escape(self._drawn["language"])
        sound = "" if self._drawn["voiced"] else " muted"
        return (
            f'<video controls{sound} playsinline width="{min(self._drawn["width"], 960)}"'
            f' title="{title}"><source type="video/mp4" src="data:video/mp4;base64,{video}">'
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
    sample: int | None = None,
    at_step: int | None = None,
    neuron: int | None = None,
    captions: bool = True,
    recording: Saved | str | Path | None = None,
    image: str | Path | None = None,
    mnist_index: int | None = None,
    mnist: str | Path | None = None,
    beat: str | None = None,
    voice: str | Path | None = None,
    folder: str | Path = "clips",
    jobs: int | None = 1,
) -> Clip:
    """Draw a clip, or take it from the cache.

    A separate process draws it.  An interrupt (Ctrl-C) stops that process, and the file of an
    earlier call stays as it was.

    Parameters
    ----------
    name : str
        A name that ``python render.py --list`` shows, or the path of a Python file with a clip of
        your own, after which a colon and the name of its class may follow.
    quality : str or object
        A name such as ``"draft"``, ``"720p"`` or ``"1080p"``, or any object with ``width``,
        ``height`` and ``fps``.
    fps : int, optional
        Frames per second, instead of the quality's own rate.
    language : str
    theme : str or path
        ``"dark"``, ``"light"``, or the path of a TOML file.
    aspect : str
        Aspect ratio, such as ``"1:1"``.
    speed : float
        Factor by which motion is sped up.
    sample, at_step : int, optional
        Sample and training step to draw, from 0; with both, the first step from there on that
        trains on the sample.
    neuron : int, optional
        Neuron of the first layer after the inputs that is worked out in full, from 1.
    captions : bool
        Whether captions are drawn.
    recording : Recording, CheckpointSeries, Inference, or path of one, optional
        Recording to draw instead of the default one.
    image : path, optional
        For ``inference``: image file of the digit to classify.
    mnist_index : int, optional
        For ``inference``: index of the MNIST test image to classify, counted from 0.
    mnist : path, optional
        Folder with the MNIST files, instead of ``MNIST_DIR``.
    beat : str, optional
        Draw only this beat.
    voice : path, optional
        Folder with audio files, one a beat, such as ``squash.wav``: each beat holds its last frame
        until its own ends.
    folder : path
        Output folder.
    jobs : int, optional
        Number of processes that draw at the same time; None for one per core.

    Returns
    -------
    Clip

    Raises
    ------
    UsageError
        If there is no such clip, quality, language, theme, aspect ratio or beat.
    LayerlightError
        If the clip cannot be drawn from the recording, or a file cannot be read or written.
    """
    given = None if recording is None or isinstance(recording, str | os.PathLike) else recording
    wanted = {
        "name": str(name),
        "quality": _size(quality),
        "fps": whole_number(fps, "fps"),
        "language": str(language),
        "theme": os.fspath(theme),
        "aspect": str(aspect),
        "speed": _number(speed, "speed"),
        "sample": whole_number(sample, "sample"),
        "at_step": whole_number(at_step, "at_step"),
        "neuron": whole_number(neuron, "neuron"),
        "captions": bool(captions),
        "recording": None if given is not None else path_name(recording, "recording"),
        "image": path_name(image, "image"),
        "mnist_index": whole_number(mnist_index, "mnist_index"),
        "mnist": path_name(mnist, "mnist"),
        "beat": None if beat is None else str(beat),
        "voice": path_name(voice, "voice"),
        "folder": os.fspath(folder),
        "jobs": whole_number(jobs, "jobs"),
    }
    with named_recording(given, wanted) as named, Progress(str(name)) as progress:
        done = ask({"task": "clip", **named}, progress)
    path = Path(done["path"])
    # Read now, as the file may be replaced before the clip is shown.
    video = path.read_bytes() if path.stat().st_size <= MOST_BYTES else None
    beats = [Beat(**entry) for entry in done["beats"]]
    return Clip(
        path, beats, done["subtitles"], done["seconds"], wanted, given, done["drawn"], video
    )


@contextmanager
def named_recording(recording: Saved | None, wanted: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Save the recording to a temporary file, and return the request with its path."""
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
            "quality: expected a name such as '720p', or an object with width, height and fps,"
            f" found {quality!r:.80}"
        ) from None


def path_name(path: Any, name: str) -> str | None:
    if path is None:
        return None
    try:
        return os.fsdecode(path)
    except TypeError:
        found = type(path).__name__
        raise UsageError(f"{name}: expected a path, found {found}") from None


def whole_number(number: Any, name: str) -> int | None:
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
