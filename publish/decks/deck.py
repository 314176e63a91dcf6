"""The content that every kind of deck shows."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

import av
from av.video.reformatter import ColorRange, Colorspace

from publish.beats import ClipBeat

if TYPE_CHECKING:
    from scenes.base import Style
    from scenes.style.picture_size import Quality
    from scenes.style.theme import Theme
    from scenes.words import Words

__all__ = ["Deck", "Slide", "deck_of", "first_and_last"]


@dataclass(frozen=True)
class Slide:
    """A slide, which shows one beat.

    Parameters
    ----------
    name, caption : str
    seconds : float
    video : Path
        An MP4 file.
    first, last : bytes
        First and last frame of the video as PNG.
    link : str or None
        Where the numbers of the beat can be explored: a file beside the deck, and a place in it.
    section : str
        In a lecture, the title of the clip that the beat belongs to.
    card : bool
        Whether it is the title card of its section.
    spoken : bool
        Whether something is said in the video.
    """

    name: str
    caption: str
    seconds: float
    video: Path
    first: bytes
    last: bytes
    link: str | None = None
    section: str = ""
    card: bool = False
    spoken: bool = False

    def told(self, words: Words, moves: bool = True) -> str:
        """Return the alternative text of the video, or of a title card that does not move."""
        name = "deck.voiced_film" if self.spoken else "deck.film"
        if self.card:
            name = "deck.card" if moves else "deck.still_card"
        return words[name].format(
            seconds=f"{self.seconds:.0f}", caption=self.caption, title=self.section
        )


@dataclass(frozen=True)
class Deck:
    """The slides and their common properties.

    Parameters
    ----------
    title : str
    slides : list of Slide
    width, height : int
        Of the videos, in pixels.
    theme : Theme
    words : Words
    captioned : bool
        Whether captions are drawn in the videos.
    """

    title: str
    slides: list[Slide]
    width: int
    height: int
    theme: Theme
    words: Words
    captioned: bool

    @property
    def sections(self) -> list[tuple[str, list[tuple[int, Slide]]]]:
        """The sections of a lecture: the title of each, and its slides with their indices.

        The deck of a single clip is one section without a title.
        """
        slides = enumerate(self.slides)
        return [(title, list(held)) for title, held in groupby(slides, lambda s: s[1].section)]


def deck_of(
    beats: Sequence[ClipBeat],
    title: str,
    style: Style,
    quality: Quality,
    links: Mapping[str, str | None] | None = None,
) -> Deck:
    """Build the deck of a clip.

    Parameters
    ----------
    beats : sequence of ClipBeat
        With the path of an MP4 in ``files["mp4"]``.
    title : str
    style : Style
    quality : Quality
    links : mapping of str to str, optional
        Where to explore each beat, by its name.

    Raises
    ------
    OSError, av.error.FFmpegError
        If a video cannot be read.
    """
    found = links or {}
    slides = []
    for beat in beats:
        video = beat.files["mp4"]
        seconds = (beat.end - beat.first) / quality.fps
        frames, link = first_and_last(video), found.get(beat.name)
        shown = (beat.name, beat.caption, seconds, video, *frames, link)
        slides.append(Slide(*shown, beat.section, beat.card, beat.spoken))
    size = (quality.width, quality.height)
    return Deck(title, slides, *size, style.theme, style.words, style.captions)


def first_and_last(video: Path) -> tuple[bytes, bytes]:
    """Decode the first and last frame of a video as PNG, with the colours that its tags specify.

    Parameters
    ----------
    video : Path
        With one keyframe per second, as our videos have.

    Raises
    ------
    OSError, av.error.FFmpegError
        If it cannot be read.
    """
    with av.open(video) as container:
        stream = container.streams.video[0]
        first = next(container.decode(stream))
        container.seek(stream.duration or 0, stream=stream)  # to the last keyframe
        *_, last = container.decode(stream)
        return _png(first), _png(last)


def _png(frame: av.VideoFrame) -> bytes:
    picture = frame.reformat(
        format="rgb24",
        src_colorspace=Colorspace.ITU709,
        src_color_range=ColorRange.MPEG,
        threads=1,  # as in scenes.rendering.conversion
    ).to_image()
    file = io.BytesIO()
    picture.save(file, "PNG", optimize=True)
    return file.getvalue()
