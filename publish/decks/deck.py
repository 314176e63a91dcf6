"""What every kind of deck is made of."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import av
from av.video.reformatter import ColorRange, Colorspace

from publish.beats import ClipBeat

if TYPE_CHECKING:
    from scenes.base import Style
    from scenes.style.quality import Quality
    from scenes.style.theme import Theme
    from scenes.words import Words

__all__ = ["Deck", "Slide", "deck_of", "first_and_last"]


@dataclass(frozen=True)
class Slide:
    """A beat on a slide.

    Parameters
    ----------
    name, caption : str
    seconds : float
    film : Path
        An MP4.
    first, last : bytes
        Its first and its last frame as PNG.
    """

    name: str
    caption: str
    seconds: float
    film: Path
    first: bytes
    last: bytes


@dataclass(frozen=True)
class Deck:
    """Slides and what they have in common.

    Parameters
    ----------
    title : str
    slides : list of Slide
    width, height : int
        Of the films, in pixels.
    theme : Theme
        That they were drawn with.
    words : Words
        Their language.
    captioned : bool
        Whether captions are drawn in the films.
    """

    title: str
    slides: list[Slide]
    width: int
    height: int
    theme: Theme
    words: Words
    captioned: bool


def deck_of(beats: Sequence[ClipBeat], title: str, style: Style, quality: Quality) -> Deck:
    """Make a deck of a clip's beats.

    Parameters
    ----------
    beats : sequence of ClipBeat
        With an ``mp4`` among their files.
    title : str
    style : Style
    quality : Quality

    Raises
    ------
    OSError, av.error.FFmpegError
        If a film cannot be read.
    """
    slides = []
    for beat in beats:
        film = beat.files["mp4"]
        seconds = (beat.end - beat.first) / quality.fps
        slides.append(Slide(beat.name, beat.caption, seconds, film, *first_and_last(film)))
    size = (quality.width, quality.height)
    return Deck(title, slides, *size, style.theme, style.words, style.captions)


def first_and_last(film: Path) -> tuple[bytes, bytes]:
    """Give a film's first and last frame as PNG, in the colours that its tags say.

    Parameters
    ----------
    film : Path
        With a keyframe a second, as ours have.

    Raises
    ------
    OSError, av.error.FFmpegError
        If it cannot be read.
    """
    with av.open(film) as container:
        stream = container.streams.video[0]
        first = next(container.decode(stream))
        container.seek(stream.duration, stream=stream)  # to the last keyframe
        *_, last = container.decode(stream)
        return _png(first), _png(last)


def _png(frame: av.VideoFrame) -> bytes:
    picture = frame.reformat(
        format="rgb24",
        src_colorspace=Colorspace.ITU709,
        src_color_range=ColorRange.MPEG,
        threads=1,  # as in scenes.conversion
    ).to_image()
    file = io.BytesIO()
    picture.save(file, "PNG", optimize=True)
    return file.getvalue()
