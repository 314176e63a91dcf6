"""Clips from Python, which show themselves in a notebook."""

from __future__ import annotations

import base64
import html
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from network.errors import LayerlightError, UsageError
from publish.steps import Step, steps_of
from publish.wish import Manner, Wish
from publish.words import cues, webvtt
from scenes.catalog import ClipEntry, find_clip
from scenes.quality import ASPECTS, QUALITIES, WIDE, Quality
from scenes.theme import DARK
from scenes.themes import load_theme
from scenes.words import ENGLISH

if TYPE_CHECKING:
    from PIL.Image import Image

    from network.archived import Archived
    from publish.making import Maker

__all__ = ["Clip", "clip"]

MOST_BYTES = 64 << 20
"""A larger film is not put into a notebook."""


@dataclass(frozen=True)
class Clip:
    """A finished clip; as the last line of a notebook's cell it plays there.

    Parameters
    ----------
    path : Path
        The MP4, as long as nothing else is written there; what plays is the film itself.
    steps : list of Step
        Its beats: number, name, caption, and the frames they begin and end at.
    subtitles : str
        Its captions as WebVTT.
    seconds : float
    """

    path: Path
    steps: list[Step]
    subtitles: str
    seconds: float
    _drawn: tuple[ClipEntry, Any, Any, Quality] = field(repr=False)
    _film: bytes | None = field(repr=False)
    """None if it is too large."""

    def still(self, at: float | str = "end") -> Image:
        """Draw one frame.

        Parameters
        ----------
        at : float or str
            A time in seconds, the name of a step, whose end it is then, or ``"end"``.

        Raises
        ------
        UsageError
            If there is no such step or time.
        """
        from PIL import Image

        from scenes.rendering import render_still

        entry, recording, look, quality = self._drawn
        ends = {step.name: (step.end - 1) / quality.fps for step in self.steps}
        if isinstance(at, str) and at != "end" and at not in ends:
            raise UsageError(f"{entry.id} has no beat {at!r}; it has {', '.join(ends)}")
        if not isinstance(at, str) and not 0 <= at < 24 * 3600:
            raise UsageError(f"a still is of a time in seconds, 0 or more, not {at!r}")
        seconds = None if at == "end" else ends[at] if isinstance(at, str) else float(at)
        with TemporaryDirectory() as folder:
            target = Path(folder) / "still.png"
            render_still(entry, recording, look, quality, target, seconds)
            with Image.open(target) as picture:
                return picture.copy()

    def _repr_html_(self) -> str:
        """Give a player that holds the film itself, with its captions as a track."""
        *_, look, quality = self._drawn
        if self._film is None:
            raise LayerlightError(
                f"{self.path} has more than {MOST_BYTES >> 20} MiB, more than a notebook should"
                " hold: make it with a lower quality, or play the file"
            )
        film = base64.b64encode(self._film).decode()
        track = base64.b64encode(self.subtitles.encode()).decode()
        title = html.escape(self.path.stem)
        language = html.escape(look.words.language)
        return (
            f'<video controls muted playsinline width="{min(quality.width, 960)}"'
            f' title="{title}"><source type="video/mp4" src="data:video/mp4;base64,{film}">'
            f'<track kind="captions" srclang="{language}"'
            f' src="data:text/vtt;base64,{track}"></video>'
        )


def clip(
    name: str,
    *,
    quality: str | Quality = "480p",
    language: str = ENGLISH,
    theme: str = DARK.name,
    aspect: str = WIDE,
    speed: float = 1.0,
    captions: bool = True,
    recording: Archived | str | Path | None = None,
    folder: str | Path = "clips",
    jobs: int = 1,
) -> Clip:
    """Draw a clip, or find it in the cache.

    Parameters
    ----------
    name : str
        As ``python render.py --list`` has them.
    quality : str or Quality
        As ``"draft"``, ``"720p"`` or ``"1080p"``.
    language : str
    theme : str
        ``"dark"``, ``"light"``, or the path of a TOML file.
    aspect : str
        Shape of the picture, as ``"1:1"``.
    speed : float
        How many times as fast motions are.
    captions : bool
        Whether captions are drawn.
    recording : Recording, Film, or path of one, optional
        To draw from instead of the one that comes along.
    folder : path
        That the file is written to.
    jobs : int
        How many processes draw at a time.

    Returns
    -------
    Clip

    Raises
    ------
    LayerlightError
        If there is no such clip, quality, language, theme or shape, or the clip cannot be drawn
        from the recording.
    """
    entry = find_clip(name)
    if not isinstance(entry, ClipEntry):
        raise UsageError(f"{name} is made of all clips: use python render.py {name}")
    if isinstance(quality, str):
        if quality not in QUALITIES:
            raise UsageError(f"{quality!r} is no quality; there are {', '.join(QUALITIES)}")
        quality = QUALITIES[quality]
    if aspect not in ASPECTS:
        raise UsageError(f"no shape {aspect!r}; there are {', '.join(ASPECTS)}")
    wish = Wish(
        (entry,),
        quality.shaped(aspect),
        Path(folder),
        captions=captions,
        language=language,
        theme=load_theme(theme),
        speed=speed,
        recording=Path(recording) if isinstance(recording, str) else recording,
        manner=Manner(jobs, quiet=True),
    )
    from publish.making import Maker

    maker = Maker(wish, lambda line: None)
    maker.make()
    return _clip(maker, entry)


def _clip(maker: Maker, entry: ClipEntry) -> Clip:
    """Give what a notebook needs of a clip that has been made."""
    done, quality = maker.films[entry]["mp4"], maker.wish.quality
    steps = steps_of(done.beats, quality.fps, done.frames)
    title = maker.look.words[f"{entry.id}.title"]
    subtitles = webvtt(cues(done.beats, quality.fps, done.frames), title)
    # The file may be another clip's by the time that this one is shown.
    film = done.path.read_bytes() if done.path.stat().st_size <= MOST_BYTES else None
    drawn = (entry, maker.sources[entry], maker.look, quality)
    return Clip(done.path, steps, subtitles, done.seconds, drawn, film)
