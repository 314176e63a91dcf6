"""The user's request, checked for contradictions.  Does not need Manim."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from network.errors import UsageError
from publish.formats import FORMATS
from scenes.catalog import CATALOG, LECTURE, ClipEntry, Lecture
from scenes.focus import Focus
from scenes.rendering.options import RunOptions
from scenes.style.picture_size import ASPECTS, WIDE, Quality
from scenes.style.theme import DARK, Theme
from scenes.style.theme_files import THEMES
from scenes.words import ENGLISH, check_language, languages, load_words

if TYPE_CHECKING:
    from network.storage.storable import Storable

__all__ = ["FASTEST", "SLOWEST", "TRANSPARENT", "RenderRequest", "in_names"]

INFERENCE = "inference"
SLOWEST, FASTEST = 0.25, 4.0
"""Lowest and highest speed."""
VIDEOS = ("mp4", "webm", "mov")
"""Formats that can hold an audio track and can be cut into beats."""
TRANSPARENT, NO_CAPTIONS = "transparent", "no-captions"
"""Suffixes of file names for these options."""


@dataclass(frozen=True)
class RenderRequest:
    """Which clips to produce, and how.

    Parameters
    ----------
    clips : tuple of ClipEntry or Lecture
    quality : Quality
    folder : Path
        Output folder.
    recording : Path or Storable, optional
        Recording to draw instead of the clip's own.
    image : Path, optional
        For the inference clip: image file to classify, by the network of ``recording`` if that is
        given.
    mnist_index : int, optional
        For the inference clip: index of the MNIST test image to classify.
    still : float or "end", optional
        Write only the frame at this time, in seconds, or the last one.
    beat : str, optional
        Draw only this beat.
    formats : tuple of str
        Keys of :data:`publish.formats.FORMATS`.
    words : tuple of str
        Keys of :data:`publish.words.WRITERS`.
    beats : bool
        Also write every beat to files of its own.
    decks : tuple of str
        Members of :data:`publish.decks.DECKS`.
    explorer : bool
        Write a page to explore each clip's recording, and link the slides of the HTML deck to it.
    captions, transparent : bool
    silent_track : bool
        Add a silent audio track, which some platforms require.
    voice : Path, optional
        Folder with audio files, one a beat: each beat holds its last frame until its own ends.
    language : str
    theme : Theme
    speed : float
        Factor by which motion is sped up.
    focus : Focus
        Which sample, training step and neuron are worked out in full.
    run_options : RunOptions

    Raises
    ------
    UsageError
        If an option is invalid or two of them contradict each other.
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
    explorer: bool = False
    captions: bool = True
    transparent: bool = False
    silent_track: bool = False
    voice: Path | None = None
    language: str = ENGLISH
    theme: Theme = DARK
    speed: float = 1.0
    focus: Focus = field(default_factory=Focus)
    run_options: RunOptions = field(default_factory=RunOptions)

    def __post_init__(self) -> None:
        check_language(self.language)
        if self.run_options.jobs == 0:
            raise UsageError("jobs is 0: expected 1 or more processes")
        if not SLOWEST <= self.speed <= FASTEST:  # also refuses NaN
            raise UsageError(f"--speed is {self.speed:g}: expected {SLOWEST:g} to {FASTEST:g}")
        self._check_theme()
        self._check_digit()
        if self.lecture and self.focus.chosen and self.recording is None:
            raise UsageError(
                "--sample, --at-step and --neuron choose from one recording, and the lecture has"
                " several: add --recording, or name clips"
            )
        if self.still is not None:
            self._check_still()
        if self.beat is not None:
            self._check_beat()
        if self.beats:
            self._check_beats()
        if self.decks:
            self._check_decks()
        if self.explorer:
            self._check_explorer()
        if LECTURE in self.clips and {"gif", "png"} & set(self.formats):
            raise UsageError(
                "the lecture is available as mp4, webm, mov or pdf; for gif or png name clips"
            )
        if self.lecture and self.words and set(self.formats) == {"pdf"}:
            raise UsageError("--words needs the video of the lecture: add --format mp4")
        if self.transparent and self.still is None:
            self._check_transparent()
        self._check_sound()

    @property
    def single_clips(self) -> list[ClipEntry]:
        """The requested clips without the lecture."""
        return [entry for entry in self.clips if isinstance(entry, ClipEntry)]

    @property
    def lecture(self) -> bool:
        """Whether the lecture was requested."""
        return LECTURE in self.clips

    def stem(self, entry: ClipEntry | Lecture) -> str:
        """Return the name of a clip's files, without the extension."""
        return entry.id + self.variant + ("" if self.beat is None else f".{self.beat}")

    @property
    def variant(self) -> str:
        """Suffix of the file name for options that differ from the defaults."""
        suffixes = [
            (self.language, self.language == ENGLISH),
            (self.theme.name, self.theme == DARK),
            (in_names(self.quality.aspect), self.quality.aspect == WIDE),
            (f"{self.speed:g}x", self.speed == 1.0),
            (TRANSPARENT, not self.transparent),
            (NO_CAPTIONS, self.captions),
            (f"sample-{self.focus.sample}", self.focus.sample is None),
            (f"step-{self.focus.at_step}", self.focus.at_step is None),
            (f"neuron-{self.focus.neuron}", self.focus.neuron is None),
        ]
        return "".join(f".{suffix}" for suffix, default in suffixes if not default)

    def target(self, entry: ClipEntry | Lecture, extension: str) -> Path:
        """Return the path of one of a clip's files."""
        return self.folder / f"{self.stem(entry)}.{extension}"

    def _check_theme(self) -> None:
        """Refuse a custom theme whose name would make file names ambiguous."""
        name = self.theme.name.lower()  # some file systems ignore case
        if self.theme == THEMES.get(self.theme.name):
            return
        taken = {*THEMES, *languages(), *map(in_names, ASPECTS), TRANSPARENT, NO_CAPTIONS}
        for entry in self.single_clips:
            taken |= set(load_words().names(f"{entry.id}.beats"))
        if name in {word.lower() for word in taken} or "." in name or re.fullmatch(r"\d+x", name):
            raise UsageError(
                f"a theme cannot be called {self.theme.name!r}, which has another meaning in file"
                " names: rename its file, without a dot in the name"
            )

    def _check_digit(self) -> None:
        options = {"--image": self.image, "--mnist-index": self.mnist_index}
        given = [name for name, value in options.items() if value is not None]
        if not given:
            return
        others = [entry.id for entry in self.clips if entry.id != INFERENCE]
        if others:
            raise UsageError(
                f"{given[0]} is for the clip {INFERENCE}; {others[0]} reads no image of yours"
            )
        if len(given) > 1:
            raise UsageError("--image and --mnist-index exclude each other: choose one")
        if self.focus.sample is not None:
            raise UsageError(f"{given[0]} and --sample exclude each other: choose one")

    def _check_still(self) -> None:
        if self.lecture:
            raise UsageError(
                "--still writes a frame of a single clip, not of the lecture; see --list"
            )
        if self.beat is not None:
            raise UsageError("--beat and --still exclude each other: choose one")
        if self.formats != ("mp4",) or self.words or self.beats or self.decks:
            raise UsageError("--still writes one PNG: omit --format, --words, --beats and --deck")

    def _check_beat(self) -> None:
        if len(self.clips) != 1 or self.lecture:
            raise UsageError("--beat draws a beat of one clip: name exactly one clip")
        (entry,) = self.single_clips
        known = load_words().names(f"{entry.id}.beats")
        if self.beat not in known:
            raise UsageError(f"{entry.id} has no beat {self.beat!r}; it has {', '.join(known)}")

    def _check_beats(self) -> None:
        if self.beat is not None:
            raise UsageError("--beats writes every beat, --beat only one: choose one")
        if not {*VIDEOS} & {*self.formats}:
            raise UsageError("--beats cuts a video into beats: choose --format mp4, webm or mov")

    def _check_sound(self) -> None:
        if self.still is None and {*VIDEOS} & {*self.formats}:
            return
        kinds = f"{', '.join(VIDEOS[:-1])} or {VIDEOS[-1]}"
        if self.silent_track:
            raise UsageError(f"--silent-track needs a video: choose --format {kinds}")
        if self.voice is not None:
            what = "a picture" if self.still is not None else " and ".join(self.formats)
            raise UsageError(
                f"--voice needs a video, and {what} has no sound: choose --format {kinds}"
            )

    def _check_explorer(self) -> None:
        if "html" not in self.decks:
            raise UsageError(
                "--explorer links the slides of an HTML deck to a page: add --deck html, or write"
                " the page alone with: explorer --recording FILE"
            )
        if self.lecture:
            names = " ".join(entry.id for entry in CATALOG)
            raise UsageError(
                "--explorer links slides to the page of one recording, and the lecture may have"
                f" several: name clips, such as {names}"
            )

    def _check_decks(self) -> None:
        if self.beat is not None:
            raise UsageError(
                "--deck makes a slide of every beat, --beat draws only one: choose one"
            )
        if self.transparent:
            raise UsageError(
                "--deck uses the MP4, which cannot be transparent: choose --deck or --transparent"
            )
        if "mp4" not in self.formats:
            raise UsageError("--deck uses the MP4: include mp4 in --format")

    def _check_transparent(self) -> None:
        opaque = [name for name in self.formats if not FORMATS[name].transparent]
        if opaque:
            can = ", ".join(name for name, format in FORMATS.items() if format.transparent)
            raise UsageError(
                f"{opaque[0]} cannot be transparent: use --transparent with --format {can},"
                " or with --still"
            )


def in_names(aspect: str) -> str:
    """Return an aspect ratio as it appears in file names."""
    return aspect.replace(":", "x")
