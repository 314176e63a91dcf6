"""Carry out a request: draw the clips and write every file that goes with them."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from network.errors import LayerlightError, UsageError
from network.recordings.recording import Recording
from network.storage.schema import a
from network.studies.shipped import load_shipped
from network.system.isolation import isolated
from network.system.signals import ended_by_signals
from publish.beats import MANIFEST, ClipBeat, SuspendedManifests
from publish.decks import write_decks
from publish.exports import (
    counted,
    draw_beat_pictures,
    duration,
    first_few,
    total_size,
    write_beats,
    write_words,
)
from publish.files import check_outputs, size_of
from publish.formats import FORMATS
from publish.gif import gif_quality, write_gif
from publish.lecture import beats_by_section
from publish.locks import locked
from publish.request import VIDEOS, RenderRequest
from publish.voice.voices import Voices, check_used, heard_in, voices_of
from scenes.cache.checked_files import damage_reported
from scenes.cache.workshop import cache_workshop
from scenes.catalog import CATALOG, LECTURE, ClipEntry, Lecture
from scenes.rendering.codecs import CODECS
from scenes.rendering.manim_import import without_configuration
from scenes.style.picture_size import Quality
from scenes.words import load_words

if TYPE_CHECKING:
    from network.storage.storable import Storable
    from scenes.base import Style
    from scenes.rendering.clips import Rendered
    from scenes.rendering.options import RunOptions
    from scenes.rendering.progress import ProgressDisplay

__all__ = ["Pipeline"]


class Pipeline:
    """Produces every file of a request.

    Parameters
    ----------
    request : RenderRequest
    say : callable
        Called with one line about each finished file.
    warn : callable, optional
        Called with one line about each problem the user should know of; by default it goes to
        standard error.
    display : callable, optional
        Takes the names of clips, and whether to stay quiet; returns a progress display.  By
        default :class:`scenes.rendering.progress.ProgressDisplay`.
    read_file : callable, optional
        Takes the path of a recording and returns the recording; by default it reads the file.
    """

    def __init__(
        self,
        request: RenderRequest,
        say: Callable[[str], None],
        warn: Callable[[str], None] = lambda text: print(text, file=sys.stderr),
        display: Callable[[Sequence[str], bool], Any] | None = None,
        read_file: Callable[[Path], Storable] | None = None,
    ):
        self.request, self.say, self.warn, self._display = request, say, warn, display
        self._read_file = read_file
        self.videos: dict[ClipEntry | Lecture, dict[str, Rendered]] = {}
        """The finished videos, by clip and format."""
        self.sources: dict[ClipEntry, Storable] = {}
        """The recording of each clip, once :meth:`read` has read it."""
        self.lecture_parts: list[tuple[ClipEntry, Storable]] = []
        """The clips of the lecture, if that is wanted, with their recordings."""
        self.voices: Voices = {}
        """What is said in each clip, while :meth:`make` runs."""
        self._suspended = SuspendedManifests()

    def make(self) -> None:
        """Produce everything; SIGTERM and SIGHUP stop it as Ctrl-C does.

        Raises
        ------
        LayerlightError
            If a clip cannot be drawn from its recording.
        OSError
            If the cache or a file cannot be written.
        """
        with (
            ended_by_signals(),
            damage_reported(self.warn),
            without_configuration(),
            isolated(),
        ):
            self.load()
            self._warn_of_english_texts()
            with self._locked(), self._voices():
                if self.request.still is not None:
                    self._still(self.request.still)
                    return
                for name in dict.fromkeys(self.request.formats):
                    self._format(name)
                for entry in self.request.clips:
                    self._export(entry)

    def _format(self, name: str) -> None:
        """Write every clip in one format."""
        if self.voices and name not in VIDEOS:
            self.warn(f"{name} has no sound: it is made as without --voice")
        if name == "pdf":
            self._pages()
        elif name == "png":
            self._pictures()
        else:
            self._video(name)

    @contextmanager
    def _voices(self) -> Iterator[None]:
        """Have the voices of the clips ready."""
        clips = dict.fromkeys(self.sources)
        if self.request.lecture:
            clips |= dict.fromkeys(entry for entry, _ in self.lecture_parts)
        with voices_of(self.request, list(clips), self.warn) as self.voices:
            yield

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """Keep other runs away from the same files, and restore manifests at the end."""
        folder = self.request.folder
        stems = [self.request.stem(entry) for entry in self.request.clips]
        try:
            with locked(folder, stems, self.warn):
                try:
                    yield
                finally:
                    self._suspended.restore_all()
        except FileNotFoundError as error:
            if folder.is_dir():
                raise
            raise LayerlightError(
                f"{folder} was deleted while clips were being written to it: run the command again;"
                " everything drawn so far is in the cache"
            ) from error

    def load(self) -> None:
        """Read the recordings, and check that the files can be written."""
        self.read()
        self.request.folder.mkdir(parents=True, exist_ok=True)
        check_outputs(self.request)

    def read(self) -> None:
        """Read the recordings.

        Raises
        ------
        LayerlightError
            If a recording cannot be read, or none of the lecture's clips can be drawn from it.
        """
        request = self.request
        self.sources = {entry: self._recording(entry) for entry in request.single_clips}
        if request.lecture:
            self.lecture_parts = self._lecture_clips()

    def clips_checked(self) -> list[tuple[ClipEntry, Storable]]:
        """Return the clips of the request with their recordings, those of the lecture included."""
        found = [(entry, self._recording(entry)) for entry in self.request.single_clips]
        named = {entry for entry, _ in found}
        more = self._lecture_clips() if self.request.lecture else []
        return [*found, *((entry, source) for entry, source in more if entry not in named)]

    def _lecture_clips(self) -> list[tuple[ClipEntry, Storable]]:
        """Return the clips of the lecture with their recordings.

        Without --recording they are all clips, each with its own recording; with it, those that
        can be drawn from it.
        """
        if self.request.recording is None:
            return [(entry, load_shipped(entry.recording)) for entry in CATALOG]
        from scenes.rendering.clips import refusal

        recording = self._recording(CATALOG[0])
        reasons = {
            entry: refusal(entry, recording, self.style, self.request.quality) for entry in CATALOG
        }
        fitting = [(entry, recording) for entry in CATALOG if reasons[entry] is None]
        if not fitting:
            raise LayerlightError(
                f"no clip can be drawn from this recording: {reasons[CATALOG[0]]}"
            )
        left_out = [entry.id for entry in CATALOG if reasons[entry] is not None]
        if left_out:
            self.warn(f"lecture: left out, as this recording does not fit: {', '.join(left_out)}")
        return fitting

    def _export(self, entry: ClipEntry | Lecture) -> None:
        """Write the files that accompany the videos of a clip."""
        request, videos = self.request, self.videos.get(entry, {})
        title, beats = self._title(entry), None
        source: Any = self.sources[entry] if isinstance(entry, ClipEntry) else self.lecture_parts
        if request.words:
            write_words(request, self.style, entry, source, videos, title, self.say)
        if request.beats:
            beats = write_beats(request, self.style, entry, source, videos, title, self.say)
        if request.decks:
            links = None
            if request.explorer and isinstance(entry, ClipEntry):
                links = self._explorer(entry, source)
            write_decks(
                request, self.style, entry, source, videos["mp4"], title, self.say, beats, links
            )

    def _explorer(self, entry: ClipEntry, source: Storable | None) -> dict[str, str | None]:
        """Write the page of a clip's recording; return the address of each beat on it."""
        from publish.explorer.links import place_of
        from publish.explorer.pack import is_small
        from publish.explorer.write import pack, write_page

        request = self.request
        target = request.target(entry, "explorer.html")
        held = request.recording
        file = held.name if isinstance(held, Path) else f"{entry.recording}.npz"
        try:
            payload = pack(source, file)
        except UsageError as error:
            self.warn(f"{entry.id}: no page to explore: {error}")
            return {}
        write_page(payload, target, self.style.words, request.theme)
        self.say(f"{target}  {size_of(target)}")
        address = quote(target.name)
        if not (isinstance(source, Recording) and is_small(source)):
            return dict.fromkeys(self.style.words.names(f"{entry.id}.beats"), address)
        places = {
            beat: place_of(entry.id, beat, source, request.focus)
            for beat in self.style.words.names(f"{entry.id}.beats")
        }
        return {beat: place and f"{address}#{place}" for beat, place in places.items()}

    @cached_property
    def style(self) -> Style:
        """Theme, words and speed of the clips."""
        from scenes.base import Style

        request = self.request
        words = load_words(request.language)
        return Style(
            request.theme,
            words,
            request.captions,
            request.transparent,
            request.speed,
            request.focus,
        )

    def _warn_of_english_texts(self) -> None:
        language = self.request.language
        words = load_words(language)
        if words.borrowed:
            self.warn(
                f"language {language!r} lacks {counted(len(words.borrowed), 'text')}"
                f" ({first_few(words.borrowed)}), shown in English: add them to"
                f" assets/words/{language}.toml"
            )
        if words.stale:
            self.warn(
                f"language {language!r} translates older English in"
                f" {counted(len(words.stale), 'text')} ({first_few(words.stale)}): see"
                " python tools/translations.py"
            )

    def _recording(self, entry: ClipEntry) -> Storable:
        """Load the recording that was asked for, or the clip's own."""
        request = self.request
        if request.image is not None or request.mnist_index is not None:
            return self._reading()
        if request.recording is None:
            return load_shipped(entry.recording)
        if not isinstance(request.recording, str | Path):
            return request.recording
        if self._read_file is not None:
            return self._read_file(Path(request.recording))
        from network.studies.loading import load

        return load(request.recording)

    def _reading(self) -> Storable:
        """Have the network that was asked for, or the shipped one, read the user's image."""
        from network import load_mnist, picture_from_mnist
        from network.recordings.readings import picture_for, read_images

        request, network = self.request, self._network()
        if request.image is not None:
            picture = picture_for(network, request.image)
        else:
            assert request.mnist_index is not None
            picture = picture_from_mnist(load_mnist(), request.mnist_index)
        return read_images(network, picture)

    def _network(self) -> Any:
        """Return the trained network that reads an image."""
        from network import CheckpointSeries, load, load_checkpoint_series

        held = self.request.recording
        if held is None:
            return load_checkpoint_series()
        option = "--mnist-index" if self.request.image is None else "--image"
        network = load(held) if isinstance(held, str | Path) else held
        if not isinstance(network, (CheckpointSeries, Recording)):
            raise UsageError(
                f"{option} needs a trained network: --recording names {a(network.noun)}, which"
                " holds its own inputs"
            )
        if isinstance(network, Recording) and network.images is None:
            raise UsageError(f"{option}: the network of this recording reads no images")
        return network

    def _title(self, entry: ClipEntry | Lecture) -> str:
        return self.style.words[f"{entry.id}.title"]

    def _progress(self, names: Sequence[str]) -> ProgressDisplay:
        from scenes.rendering.progress import ProgressDisplay

        return (self._display or ProgressDisplay)(names, self.request.run_options.quiet)

    def _options(self, progress: ProgressDisplay, codec: str) -> RunOptions:
        options = replace(self.request.run_options, warn=progress.say, codec=codec)
        if not CODECS[codec].sound:
            return options
        return replace(options, silent=self.request.silent_track, voices=self.voices)

    def _video(self, name: str) -> None:
        """Write a video of every clip in one format."""
        form = FORMATS[name]
        codec = form.opacity if self.request.transparent else form.codec
        assert codec is not None, f"{name} is a video format, and the request was checked"
        quality = gif_quality(self.request.quality) if name == "gif" else self.request.quality
        if self.request.single_clips:
            self._clips(name, codec, quality)
        if self.request.lecture:
            self._lecture(name, codec, quality)

    def _clips(self, name: str, codec: str, quality: Quality) -> None:
        from scenes.rendering.clips import render_clips

        request = self.request

        def ready(entry: ClipEntry) -> None:
            self._suspended.suspend(request.folder / request.stem(entry))

        def finished(entry: ClipEntry, done: Rendered) -> None:
            more = ""
            if name == "gif":
                done = self._as_gif(entry, done)
                more = f"{quality.width}×{quality.height}  {quality.fps} fps  "
            self.videos.setdefault(entry, {})[name] = done
            with progress.aside():
                more += heard_in(done)
                self.say(f"{done.path}  {more}{done.seconds:.1f} s  {size_of(done.path)}")
                if len(self.videos[entry]) == 1:
                    check_used(entry, done.beats, self.voices.get(entry.id, {}), self.warn)
                self._restore(entry)

        with cache_workshop() as workshop:
            # A GIF is made from a lossless video, which is deleted afterwards.
            clips = [
                (e, s, workshop / f"{e.id}.mkv" if name == "gif" else request.target(e, name))
                for e, s in self.sources.items()
            ]
            beat = "" if request.beat is None else f".{request.beat}"
            with self._progress([entry.id + beat for entry in self.sources]) as progress:
                report = progress.of if progress.wanted else None
                options = self._options(progress, codec)
                render_clips(
                    clips, self.style, quality, report, options, request.beat, finished, ready
                )

    def _as_gif(self, entry: ClipEntry, lossless: Rendered) -> Rendered:
        target = self.request.target(entry, "gif")
        write_gif(lossless.path, target)
        lossless.path.unlink()  # at once: lossless videos are large
        return replace(lossless, path=target)

    def _restore(self, entry: ClipEntry) -> None:
        """Restore a clip's manifest if it is still correct; ``beats`` writes a new one anyway."""
        folder = self.request.folder / self.request.stem(entry)
        if self._suspended.restore(folder) and not self.request.beats:
            self.warn(
                f"{folder / MANIFEST} was deleted, as files that it listed have changed: --beats"
                " writes a new one"
            )

    def _lecture(self, name: str, codec: str, quality: Quality) -> None:
        from scenes.rendering.lecture import render_lecture

        target = self.request.target(LECTURE, name)
        with self._progress([e.id for e in CATALOG]) as progress:
            report = progress.of if progress.wanted else None
            options = self._options(progress, codec)
            title = self._title(LECTURE)
            done = render_lecture(
                self.lecture_parts, self.style, quality, target, title, report, options
            )
        self.videos.setdefault(LECTURE, {})[name] = done
        if len(self.videos[LECTURE]) == 1:
            for (entry, _), beats in zip(self.lecture_parts, beats_by_section(done), strict=True):
                check_used(entry, beats, self.voices.get(entry.id, {}), self.warn)
        self.say(f"{target}  {heard_in(done)}{duration(done.seconds)}  {size_of(target)}")

    def _still(self, still: float | str) -> None:
        """Write one frame of each clip."""
        from scenes.rendering.stills import render_still

        quality, seconds = self.request.quality, None if still == "end" else float(still)
        for entry, source in self.sources.items():
            target = self.request.target(entry, "png")
            render_still(entry, source, self.style, quality, target, seconds)
            self.say(f"{target}  {quality.width}×{quality.height}  {size_of(target)}")

    def _pages(self) -> None:
        """Write a PDF of each clip with one page per beat."""
        from scenes.rendering.pages import draw_pages

        request = self.request
        for entry in request.clips:
            clips = (
                [(entry, self.sources[entry])]
                if isinstance(entry, ClipEntry)
                else self.lecture_parts
            )
            target, title = request.target(entry, "pdf"), self._title(entry)
            pages = draw_pages(clips, self.style, request.quality, target, title, request.beat)
            self.say(f"{target}  {counted(pages, 'page')}  {size_of(target)}")

    def _pictures(self) -> None:
        """Write a picture of each beat, unless ``beats`` is set, which writes them anyway."""
        if self.request.beats:
            return
        for entry in self.sources:
            beats = self._draw_pictures(entry)
            folder = self.request.folder / self.request.stem(entry)
            self.say(f"{folder}  {counted(len(beats), 'PNG file')}  {total_size(beats)}")

    def pictures(self, entry: ClipEntry) -> list[ClipBeat]:
        """Write a picture of the end of each beat of a finished clip.

        Parameters
        ----------
        entry : ClipEntry

        Returns
        -------
        list of ClipBeat
            With the path of each picture in ``files["png"]``.
        """
        with self._locked():
            return self._draw_pictures(entry)

    def _draw_pictures(self, entry: ClipEntry) -> list[ClipBeat]:
        beats = draw_beat_pictures(
            self.request, self.style, entry, self.sources[entry], on_ready=self._suspended.suspend
        )
        self._restore(entry)
        return beats
