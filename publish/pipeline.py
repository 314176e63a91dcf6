"""Makes what a person wishes for: has clips drawn, and packages them."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from network.errors import LayerlightError
from network.studies.shipped import load_shipped
from network.system.isolation import isolated
from network.system.signals import ended_by_signals
from publish.beats import MANIFEST, ClipBeat, DoubtedManifests
from publish.decks import write_decks
from publish.exports import counted, draw_beat_pictures, sum_of, write_beats, write_words
from publish.files import check_outputs, size_of
from publish.formats import FORMATS
from publish.gif import gif_quality, write_gif
from publish.locks import taken
from publish.request import RenderRequest
from scenes.cache.kept import told_of_damage
from scenes.catalog import CATALOG, LECTURE, ClipEntry, Lecture
from scenes.rendering.codecs import CODECS
from scenes.rendering.manim_import import without_configuration
from scenes.style.quality import Quality
from scenes.words import load_words

if TYPE_CHECKING:
    from network.storage.storable import Storable
    from scenes.base import Style
    from scenes.rendering.clips import Effort, Rendered
    from scenes.rendering.progress import ProgressDisplay

__all__ = ["Pipeline"]

WALKTHROUGH = "walkthrough.npz"


class Pipeline:
    """Makes files.

    Parameters
    ----------
    request : RenderRequest
    say : callable
        Called with a line about each file that is finished.
    warn : callable, optional
        Called with a line about what a person should know; prints on standard error if not given.
    display : callable, optional
        From names of clips, and whether nothing is to be shown, to what shows how far they are:
        a :class:`scenes.rendering.progress.ProgressDisplay` if not given.
    """

    def __init__(
        self,
        request: RenderRequest,
        say: Callable[[str], None],
        warn: Callable[[str], None] = lambda text: print(text, file=sys.stderr),
        display: Callable[[Sequence[str], bool], ProgressDisplay] | None = None,
    ):
        self.request, self.say, self.warn, self._display = request, say, warn, display
        self.films: dict[ClipEntry | Lecture, dict[str, Rendered]] = {}
        """What was made, by clip and format."""
        self.sources: dict[ClipEntry, Storable] = {}
        """What each clip is drawn from, once it is being made."""
        self._doubted = DoubtedManifests()

    def make(self) -> None:
        """Make all that is wished for; a polite request to end stops it as Ctrl-C does.

        Raises
        ------
        LayerlightError
            If a clip cannot be drawn from its recording.
        OSError
            If the cache or a file cannot be written.
        """
        with (
            ended_by_signals(),
            told_of_damage(self.warn),
            without_configuration(),
            isolated(),
        ):
            self.load()
            self._tell_of_borrowed_words()
            with self._at_work():
                if self.request.still is not None:
                    self._still()
                    return
                for name in dict.fromkeys(self.request.formats):
                    if name == "pdf":
                        self._pages()
                    elif name == "png":
                        self._pictures()
                    else:
                        self._film(name)
                for entry in self.request.clips:
                    self._package(entry)

    @contextmanager
    def _at_work(self) -> Iterator[None]:
        """Keep other runs from the files that are made, and manifests from being untrue."""
        folder, stems = (
            self.request.folder,
            [self.request.stem(entry) for entry in self.request.clips],
        )
        try:
            with taken(folder, stems, self.warn):
                try:
                    yield
                finally:
                    self._doubted.settle_all()
        except FileNotFoundError as error:
            if folder.is_dir():
                raise
            raise LayerlightError(
                f"{folder} was removed while files were made for it: run the same again; what was"
                " drawn is kept"
            ) from error

    def load(self) -> None:
        """Read what the clips are drawn from."""
        request = self.request
        self.sources = {entry: self._recording(entry) for entry in request.single_clips}
        if request.lecture:
            self._all = [(entry, self._recording(entry, of_lecture=True)) for entry in CATALOG]
        request.folder.mkdir(parents=True, exist_ok=True)
        check_outputs(request)

    def _package(self, entry: ClipEntry | Lecture) -> None:
        """Write what goes with the films of a clip."""
        request, films, source = self.request, self.films.get(entry, {}), self.sources.get(entry)
        title, beats = self._title(entry), None
        if request.words:
            write_words(request, self.style, entry, source, films, title, self.say)
        if request.beats:
            beats = write_beats(request, self.style, entry, source, films, title, self.say)
        if request.decks:
            write_decks(request, self.style, entry, films["mp4"], title, self.say, beats)

    @cached_property
    def style(self) -> Style:
        """How clips look."""
        from scenes.base import Style

        request = self.request
        words = load_words(request.language)
        return Style(request.theme, words, request.captions, request.transparent, request.speed)

    def _tell_of_borrowed_words(self) -> None:
        language = self.request.language
        borrowed = load_words(language).borrowed
        if borrowed:
            some = ", ".join(borrowed[:3]) + (", …" if len(borrowed) > 3 else "")
            self.warn(
                f"language {language!r} lacks {len(borrowed)} texts ({some}), which stay English:"
                f" add them to assets/words/{language}.toml"
            )

    def _recording(self, entry: ClipEntry, *, of_lecture: bool = False) -> Storable:
        """Load what a clip is drawn from; in a lecture one's own replaces the walkthrough."""
        request = self.request
        if request.image is not None or request.mnist_index is not None:
            return self._digit()
        if request.recording is None or (of_lecture and entry.recording != WALKTHROUGH):
            return load_shipped(entry.recording)
        if not isinstance(request.recording, str | Path):
            return request.recording
        from network.cli.terminal import load

        return load(request.recording)

    def _digit(self) -> Storable:
        """Let the shipped network read the user's own digit."""
        from network import (
            classify,
            load_checkpoint_series,
            load_mnist,
            picture_from_file,
            picture_from_mnist,
        )

        request = self.request
        if request.image is not None:
            picture = picture_from_file(request.image)
        else:
            picture = picture_from_mnist(load_mnist(), request.mnist_index)
        return classify([picture], load_checkpoint_series())

    def _title(self, entry: ClipEntry | Lecture) -> str:
        return self.style.words[f"{entry.id}.title"]

    def _progress(self, names: Sequence[str]) -> ProgressDisplay:
        from scenes.rendering.progress import ProgressDisplay

        return (self._display or ProgressDisplay)(names, self.request.run_options.quiet)

    def _effort(self, progress: ProgressDisplay, codec: str) -> Effort:
        from scenes.rendering.clips import Effort
        from scenes.rendering.workers import usable_cores

        run_options = self.request.run_options
        jobs = usable_cores() if run_options.jobs is None else run_options.jobs
        silent = self.request.silent_track and bool(CODECS[codec].sound)
        return Effort(jobs, run_options.force, run_options.small, progress.say, codec, silent)

    def _film(self, name: str) -> None:
        """Make films of all clips in one format."""
        form = FORMATS[name]
        codec = form.opacity if self.request.transparent else form.codec
        quality = gif_quality(self.request.quality) if name == "gif" else self.request.quality
        if self.request.single_clips:
            self._clips(name, codec, quality)
        if self.request.lecture:
            self._lecture(name, codec, quality)

    def _clips(self, name: str, codec: str, quality: Quality) -> None:
        from scenes.rendering.clips import Order, render_clips
        from scenes.rendering.segment_store import Store, cache_folder

        request = self.request

        def ready(order: Order) -> None:
            self._doubted.take(request.folder / request.stem(order.entry))

        def finished(order: Order, done: Rendered) -> None:
            more = ""
            if name == "gif":
                done = self._as_gif(order.entry, done)
                more = f"{quality.width}×{quality.height}  {quality.fps} fps  "
            self.films.setdefault(order.entry, {})[name] = done
            with progress.aside():
                self.say(f"{done.path}  {more}{done.seconds:.1f} s  {size_of(done.path)}")
                self._settle(order.entry)

        with Store(cache_folder()).workshop() as workshop:
            orders = [
                # A GIF is made of frames that are kept exactly, in a file that goes again.
                Order(
                    entry,
                    self.sources[entry],
                    workshop / f"{entry.id}.mkv" if name == "gif" else request.target(entry, name),
                    request.beat,
                )
                for entry in request.single_clips
            ]
            with self._progress([order.name for order in orders]) as progress:
                report = progress.of if progress.wanted else None
                effort = self._effort(progress, codec)
                render_clips(orders, self.style, quality, report, effort, finished, ready)

    def _as_gif(self, entry: ClipEntry, exact: Rendered) -> Rendered:
        target = self.request.target(entry, "gif")
        write_gif(exact.path, target)
        exact.path.unlink()  # many of them would take much room
        return replace(exact, path=target)

    def _settle(self, entry: ClipEntry) -> None:
        """Put a clip's manifest back if it is true; with ``beats`` a new one comes."""
        folder = self.request.folder / self.request.stem(entry)
        if self._doubted.settle(folder) and not self.request.beats:
            self.warn(
                f"{folder / MANIFEST} listed files that are others now: it is gone, and --beats"
                " writes it anew"
            )

    def _lecture(self, name: str, codec: str, quality: Quality) -> None:
        from scenes.rendering.lecture import render_lecture

        target = self.request.target(LECTURE, name)
        with self._progress([e.id for e in CATALOG]) as progress:
            report = progress.of if progress.wanted else None
            effort = self._effort(progress, codec)
            title = self._title(LECTURE)
            done = render_lecture(self._all, self.style, quality, target, title, report, effort)
        self.films.setdefault(LECTURE, {})[name] = done
        minutes, seconds = divmod(round(done.seconds), 60)
        self.say(f"{target}  {minutes} min {seconds} s  {size_of(target)}")

    def _still(self) -> None:
        """Write a frame of each clip."""
        from scenes.rendering.clips import render_still

        quality, still = self.request.quality, self.request.still
        for entry in self.request.single_clips:
            target = self.request.target(entry, "png")
            seconds = None if still == "end" else float(still)
            render_still(entry, self.sources[entry], self.style, quality, target, seconds)
            self.say(f"{target}  {quality.width}×{quality.height}  {size_of(target)}")

    def _pages(self) -> None:
        """Write a PDF of each clip, a page a beat."""
        from scenes.rendering.pages import draw_pages

        request = self.request
        for entry in request.clips:
            clips = self._all if entry is LECTURE else [(entry, self.sources[entry])]
            target, title = request.target(entry, "pdf"), self._title(entry)
            pages = draw_pages(clips, self.style, request.quality, target, title, request.beat)
            self.say(f"{target}  {counted(pages, 'page')}  {size_of(target)}")

    def _pictures(self) -> None:
        """Write a picture of each beat of each clip; with ``beats`` they come anyway."""
        if self.request.beats:
            return
        for entry in self.request.single_clips:
            beats = self._draw_pictures(entry)
            folder = self.request.folder / self.request.stem(entry)
            self.say(f"{folder}  {counted(len(beats), 'PNG file')}  {sum_of(beats)}")

    def pictures(self, entry: ClipEntry) -> list[ClipBeat]:
        """Write a picture of the end of each beat of a clip that has been made.

        Parameters
        ----------
        entry : ClipEntry

        Returns
        -------
        list of ClipBeat
            With the pictures among their files.
        """
        with self._at_work():
            return self._draw_pictures(entry)

    def _draw_pictures(self, entry: ClipEntry) -> list[ClipBeat]:
        beats = draw_beat_pictures(
            self.request, self.style, entry, self.sources[entry], on_ready=self._doubted.take
        )
        self._settle(entry)
        return beats
