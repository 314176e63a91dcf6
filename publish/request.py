"""What a person wants to have, and whether it makes sense.  Needs no Manim."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from network.errors import UsageError
from publish.formats import FORMATS
from scenes.catalog import CATALOG, LECTURE, ClipEntry, Lecture
from scenes.style.quality import ASPECTS, WIDE, Quality
from scenes.style.theme import DARK, Theme
from scenes.style.themes import THEMES
from scenes.words import ENGLISH, check_language, languages, load_words

if TYPE_CHECKING:
    from network.storage.storable import Storable

__all__ = ["FASTEST", "SLOWEST", "RenderRequest", "RunOptions"]

INFERENCE = "inference"
SLOWEST, FASTEST = 0.25, 4.0
"""Least and greatest speed."""
SOUNDING = ("mp4", "webm", "mov")
"""Formats that can have sound."""
TRANSPARENT, NO_CAPTIONS = "transparent", "no-captions"
"""What stands for these in the names of files."""


@dataclass(frozen=True)
class RunOptions:
    """What a person wants of the making, not of the picture."""

    jobs: int | None = None
    small: bool = False
    force: bool = False
    quiet: bool = False

    def __post_init__(self) -> None:
        if self.jobs is not None and self.jobs < 1:
            raise UsageError(f"jobs is {self.jobs}: expected 1 or more processes")


@dataclass(frozen=True)
class RenderRequest:
    """Clips and how they are wanted.

    Parameters
    ----------
    clips : tuple of ClipEntry or Lecture
    quality : Quality
    folder : Path
        That files are written to.
    recording : Path or recording, optional
        To draw from, instead of the one that comes along.
    image : Path, optional
        Picture of a digit that the clip on inference is to read.
    mnist_index : int, optional
        Number of the test image that it is to read.
    still : float or "end", optional
        No film but the frame at this time.
    beat : str, optional
        Only this beat.
    formats : tuple of str
        Of :data:`publish.formats.FORMATS`.
    words : tuple of str
        Of :data:`publish.words.WRITERS`.
    beats : bool
        Whether each beat is wanted as files of its own.
    decks : tuple of str
        Of :data:`publish.decks.DECKS`.
    captions, transparent : bool
    silent_track : bool
        Whether films get a track of silence, which some platforms want.
    language : str
    theme : Theme
    speed : float
        How many times as fast motions are.
    run_options : RunOptions

    Raises
    ------
    UsageError
        If these do not go together.
    """

    clips: tuple[ClipEntry | Lecture, ...]
    quality: Quality
    folder: Path = Path("clips")
    recording: Path | Storable | None = None
    image: Path | None = None
    mnist_index: int | None = None
    still: float | str | None = None
    beat: str | None = None
    formats: tuple[str, ...] = ("mp4",)
    words: tuple[str, ...] = ()
    beats: bool = False
    decks: tuple[str, ...] = ()
    captions: bool = True
    transparent: bool = False
    silent_track: bool = False
    language: str = ENGLISH
    theme: Theme = DARK
    speed: float = 1.0
    run_options: RunOptions = RunOptions()

    def __post_init__(self) -> None:
        check_language(self.language)
        if not SLOWEST <= self.speed <= FASTEST:  # nor any number at all
            raise UsageError(f"--speed is {self.speed:g}: expected {SLOWEST:g} to {FASTEST:g}")
        self._check_theme()
        self._check_digit()
        if self.still is not None:
            self._check_still()
        if self.beat is not None:
            self._check_step()
        if self.beats:
            self._check_steps()
        if self.decks:
            self._check_decks()
        if LECTURE in self.clips and {"gif", "png"} & set(self.formats):
            raise UsageError(
                "the lecture comes as mp4, webm, mov or pdf; for gif or png name clips"
            )
        if self.lecture and self.words and set(self.formats) == {"pdf"}:
            raise UsageError("--words of the lecture come with its film: add --format mp4")
        if self.transparent and self.still is None:
            self._check_transparent()
        if self.silent_track and (self.still is not None or not {*SOUNDING} & {*self.formats}):
            raise UsageError(
                f"--silent-track is for films: with it --format has to name {', '.join(SOUNDING)}"
            )

    @property
    def single_clips(self) -> list[ClipEntry]:
        """Clips without the lecture."""
        return [entry for entry in self.clips if isinstance(entry, ClipEntry)]

    @property
    def lecture(self) -> bool:
        """Whether the lecture is among the clips."""
        return LECTURE in self.clips

    def stem(self, entry: ClipEntry | Lecture) -> str:
        """Beginning of the names of a clip's files."""
        return entry.id + self.variant + ("" if self.beat is None else f".{self.beat}")

    @property
    def variant(self) -> str:
        """What names files apart that are of one clip in other words, colours, shape or pace."""
        parts = [
            (self.language, self.language == ENGLISH),
            (self.theme.name, self.theme == DARK),
            (_in_names(self.quality.aspect), self.quality.aspect == WIDE),
            (f"{self.speed:g}x", self.speed == 1.0),
            (TRANSPARENT, not self.transparent),
            (NO_CAPTIONS, self.captions),
        ]
        return "".join(f".{part}" for part, usual in parts if not usual)

    def target(self, entry: ClipEntry | Lecture, end: str) -> Path:
        """File of a clip."""
        return self.folder / f"{self.stem(entry)}.{end}"

    def _check_theme(self) -> None:
        """Refuse a theme of one's own whose name means something else in the names of files."""
        name = self.theme.name.lower()  # which some systems do not tell from capitals
        if self.theme == THEMES.get(self.theme.name):
            return
        taken = {*THEMES, *languages(), *map(_in_names, ASPECTS), TRANSPARENT, NO_CAPTIONS}
        for entry in self.single_clips:
            taken |= set(load_words().names(f"{entry.id}.beats"))
        if name in {word.lower() for word in taken} or "." in name or re.fullmatch(r"\d+x", name):
            raise UsageError(
                f"a theme cannot be called {self.theme.name!r}, which means something else in the"
                " names of clips: give its file another name, without a point"
            )

    def _check_digit(self) -> None:
        options = {"--image": self.image, "--mnist-index": self.mnist_index}
        given = [name for name, value in options.items() if value is not None]
        if not given:
            return
        others = [entry.id for entry in self.clips if entry.id != INFERENCE]
        if others:
            raise UsageError(f"{given[0]} is for the clip {INFERENCE}; {others[0]} reads no digit")
        if self.recording is not None:
            raise UsageError(
                f"{given[0]} names a digit, and --recording one that has been read: one"
            )
        if len(given) > 1:
            raise UsageError("expected --image FILE or --mnist-index N, one of the two")

    def _check_still(self) -> None:
        if self.lecture:
            raise UsageError(
                "--still takes a frame of one clip; name one of those that --list shows"
            )
        if self.beat is not None:
            raise UsageError("--beat and --still do not go together")
        if self.formats != ("mp4",) or self.words or self.beats or self.decks:
            raise UsageError("--still writes one PNG: leave --format, --words, --beats and --deck")

    def _check_step(self) -> None:
        if len(self.clips) != 1 or self.lecture:
            raise UsageError("--beat takes a beat of one clip; name that clip and no other")
        (entry,) = self.single_clips
        known = load_words().names(f"{entry.id}.beats")
        if self.beat not in known:
            raise UsageError(f"{entry.id} has no beat {self.beat!r}; it has {', '.join(known)}")

    def _check_steps(self) -> None:
        if self.beat is not None:
            raise UsageError("--beats writes every beat, --beat one of them: leave one of the two")
        if self.lecture:
            names = " ".join(entry.id for entry in CATALOG)
            raise UsageError(f"--beats takes single clips, not the lecture; name them: {names}")
        if not {*SOUNDING} & {*self.formats}:
            raise UsageError("--beats cuts films: with it --format has to name mp4, webm or mov")

    def _check_decks(self) -> None:
        if self.beat is not None:
            raise UsageError("--deck makes slides of every beat, --beat takes one: leave one")
        if self.lecture:
            names = " ".join(entry.id for entry in CATALOG)
            raise UsageError(f"--deck takes single clips, not the lecture; name them: {names}")
        if self.transparent:
            raise UsageError(
                "--deck is made of the MP4, which has no transparency: leave one of the two"
            )
        if "mp4" not in self.formats:
            raise UsageError("--deck is made of the MP4: with it --format has to name mp4")

    def _check_transparent(self) -> None:
        opaque = [name for name in self.formats if not FORMATS[name].transparent]
        if opaque:
            can = ", ".join(name for name, format in FORMATS.items() if format.transparent)
            raise UsageError(
                f"{opaque[0]} has no transparency: --transparent goes with --format {can},"
                " or with --still"
            )


def _in_names(aspect: str) -> str:
    """Give a shape as it stands in the names of files."""
    return aspect.replace(":", "x")
