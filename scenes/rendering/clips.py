"""Draws clips or single beats into videos, or plays them without drawing.

:mod:`scenes.rendering.jobs` can draw any scene; this module builds its jobs from clips and
recordings.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from functools import lru_cache, partial
from importlib.metadata import version
from pathlib import Path
from typing import Any

from network.data.mnist_sample import find_mnist_sample, find_mnist_test
from network.errors import LayerlightError
from network.storage.storable import Storable
from network.studies.shipped import load_shipped
from network.system.isolation import owns_process
from network.system.places import cache_folder
from scenes.base import Beat, NetworkScene, Style
from scenes.cache.workshop import UNFINISHED, cache_workshop, sweep
from scenes.catalog import CATALOG, ClipEntry, find_clip
from scenes.rendering.codecs import VideoFormat
from scenes.rendering.encoding import Hold, join_segments
from scenes.rendering.fingerprints import code_digest, digest
from scenes.rendering.jobs import Drawn, Job, draw
from scenes.rendering.manim_adapter import ClipRenderer, Piece, manim_settings
from scenes.rendering.options import RunOptions
from scenes.rendering.segment_store import Store
from scenes.rendering.sound import Placed, Speech
from scenes.rendering.voiced import Voiced, with_voice
from scenes.style.picture_size import Quality

__all__ = [
    "Progress",
    "Rehearsal",
    "Rendered",
    "beat_named",
    "clip_job",
    "open_store",
    "play_clip",
    "refusal",
    "rehearse",
    "render_clip",
    "render_clips",
    "voiced_clip",
    "watch",
]

Progress = Callable[[int, int | None], None]
"""Called with the number of frames done and the total, or None while that is unknown."""


@dataclass(frozen=True)
class Rendered:
    """A finished clip.

    Parameters
    ----------
    path : Path
    seconds : float
    frames : int
    beats : list of Beat
    video : VideoFormat
    segments : list of Path or Hold
        The cached segments it was joined from; they stay in the cache for at least a day.
    chapters : list of (str, int, int)
        Title, first frame and end frame (exclusive) of each chapter.
    silent : bool
        Whether it has a silent audio track.
    first : int
        Number of its first frame in the whole clip; 0 unless it is a single beat.
    spoken : list of (int, Speech)
        What is said, and the frames with which it starts.
    holds : list of (int, int)
        First frame and number of frames of each hold, during which a beat waits for its speech.
    """

    path: Path
    seconds: float
    frames: int
    beats: list[Beat]
    video: VideoFormat
    segments: list[Path | Hold] = field(default_factory=list)
    chapters: list[tuple[str, int, int]] = field(default_factory=list)
    silent: bool = False
    first: int = 0
    spoken: list[Placed] = field(default_factory=list)
    holds: list[tuple[int, int]] = field(default_factory=list)


@dataclass(frozen=True)
class Rehearsal:
    """The length and beats of a clip that was played without being drawn."""

    frames: int
    plays: int
    beats: list[Beat]


def open_store(options: RunOptions) -> Store:
    """Open the cache of segments."""
    return Store(cache_folder(), options.force, alone=not owns_process())


@contextmanager
def _manim_settings(quality: Quality, workshop: Path | None = None) -> Iterator[None]:
    if workshop is None:
        with cache_workshop() as own, _manim_settings(quality, own):
            yield
        return
    texts = cache_folder() / f"texts-{version('manim')}-{version('typst')}"
    sweep(texts / UNFINISHED)
    with manim_settings(quality, texts, workshop):
        yield


def play_clip(
    entry: ClipEntry,
    recording: Storable,
    style: Style,
    quality: Quality,
    on_beat_end: Callable[[Any, Beat], None] | None = None,
    scene_class: type[NetworkScene] | None = None,
    still: int | None = None,
    on_piece: Callable[[ClipRenderer, Any, Piece], None] | None = None,
) -> Any:
    """Play a clip and return the scene in its final state.

    Parameters
    ----------
    entry : ClipEntry
    recording : Storable
    style : Style
    quality : Quality
    on_beat_end : callable, optional
        Called with the scene and the beat.
    scene_class : type, optional
        Play this scene instead of the clip's own.
    still : int, optional
        Draw the frame with this number and stop there; by default nothing is drawn.
    on_piece : callable, optional
        Called with each piece, as :class:`~scenes.rendering.manim_adapter.ClipRenderer` does;
        otherwise plays jump to their end.

    Raises
    ------
    LayerlightError
        If the clip cannot be drawn from the recording.
    """
    with _manim_settings(quality), entry.explained():
        renderer = ClipRenderer(quality.fps, on_piece, still)
        also = _further_recordings(entry)
        scene = (scene_class or entry.load(recording))(
            recording, style, on_beat_end, also, renderer=renderer
        )
        scene.render()
        return scene


def refusal(entry: ClipEntry, recording: Storable, style: Style, quality: Quality) -> str | None:
    """Return why a clip cannot be drawn from a recording, or None if it can."""
    with _manim_settings(quality):
        try:
            entry.load(recording)(
                recording,
                style,
                None,
                _further_recordings(entry),
                renderer=ClipRenderer(quality.fps),
            )
        except LayerlightError as error:
            return str(error)
    return None


def _further_recordings(entry: ClipEntry) -> dict[str, Any]:
    found = {name.removesuffix(".npz"): _shipped(name) for name in entry.also}
    # Looked up by name on each call, so that tests can replace or hide the data.
    finders = {"mnist_sample": find_mnist_sample, "mnist_test": find_mnist_test}
    there = {name: finders[name]() for name in entry.if_there}
    return found | {name: held for name, held in there.items() if held is not None}


_shipped = lru_cache(maxsize=4)(load_shipped)


def rehearse(
    entry: ClipEntry,
    recording: Storable,
    style: Style,
    quality: Quality,
    on_beat_end: Callable[[Any, Beat], None] | None = None,
    scene_class: type[NetworkScene] | None = None,
) -> Rehearsal:
    """Play a clip without drawing it, to learn its length and what each beat ends with.

    Parameters
    ----------
    entry : ClipEntry
    recording : Storable
    style : Style
    quality : Quality
    on_beat_end : callable, optional
        Called with the scene and the beat.
    scene_class : type, optional
        Play this scene instead of the clip's own.

    Raises
    ------
    LayerlightError
        If the clip cannot be drawn from the recording.
    """
    return _rehearsed(play_clip(entry, recording, style, quality, on_beat_end, scene_class))


def watch(
    entry: ClipEntry,
    recording: Storable,
    style: Style,
    quality: Quality,
    on_frame: Callable[[NetworkScene, float, Sequence[Any]], None],
) -> Rehearsal:
    """Play a clip frame by frame without drawing it.

    Parameters
    ----------
    entry : ClipEntry
    recording : Storable
    style : Style
    quality : Quality
    on_frame : callable
        Called with the scene, the time in seconds and what the pixels depend on, for every frame
        but those of a still piece after its first.  What draws itself, so that nothing is known of
        its pixels, counts as new in every frame.

    Raises
    ------
    LayerlightError
        If the clip cannot be drawn from the recording.
    """

    def on_piece(renderer: ClipRenderer, scene: NetworkScene, piece: Piece) -> None:
        for k, items in enumerate(renderer.lists(scene, piece)):
            keys = [object() if item.key is None else item.key for item in items]
            on_frame(scene, (piece.start + k) / renderer.fps, keys)

    return _rehearsed(play_clip(entry, recording, style, quality, on_piece=on_piece))


def _rehearsed(scene: NetworkScene) -> Rehearsal:
    return Rehearsal(scene.renderer.frames, scene.renderer.num_plays, scene.beats)


def beat_named(entry: ClipEntry, beats: Sequence[Beat], name: str) -> Beat:
    """Find a beat of a played clip by name; some beats exist for some recordings only.

    Parameters
    ----------
    entry : ClipEntry
    beats : sequence of Beat
    name : str

    Raises
    ------
    LayerlightError
        If no beat has this name.
    """
    for beat in beats:
        if beat.name == name:
            return beat
    known = ", ".join(beat.name for beat in beats)
    raise LayerlightError(f"{entry.id} has no beat {name!r} with this recording; it has {known}")


def clip_job(
    entry: ClipEntry,
    recording: Storable,
    style: Style,
    quality: Quality,
    options: RunOptions | None = None,
    beat: str | None = None,
    card: Card | None = None,
    also: Mapping[str, Any] | None = None,
) -> Job:
    """Describe how to draw a clip, and everything that it is drawn from.

    Parameters
    ----------
    entry : ClipEntry
    recording : Storable
    style : Style
    quality : Quality
    options : RunOptions, optional
    beat : str, optional
        Draw only this beat.
    card : callable, optional
        Takes the entry and returns its title card, to be drawn instead of the clip.
    also : mapping of str to recording, optional
        The further recordings and data that the clip uses; by default those of this computer.
    """
    chosen = options or RunOptions()
    video = chosen.video(quality)
    also = _further_recordings(entry) if also is None else also
    kind = entry.load(recording) if card is None else card(entry)
    name = entry.id if card is None else f"card-{entry.id}"
    recipe = None
    if entry in CATALOG:
        how = (style, quality, chosen.codec, chosen.small, beat, card)
        recipe = ClipRecipe(entry.id, recording, also, *how)
    key = digest(
        name,
        entry.code or code_digest(kind.__module__),
        recording.digest(),
        sorted((name, more.digest()) for name, more in also.items()),
        style.theme,
        style.words.digest,
        style.captions,
        style.transparent,
        style.speed,
        style.focus,
        video,
    )
    return Job(
        name,
        key,
        video,
        partial(_manim_settings, quality),
        lambda renderer: kind(recording, style, None, also, renderer=renderer),
        lambda scene: [asdict(beat) for beat in scene.beats],
        beat,
        entry.explained,
        recipe=recipe,
    )


Card = Callable[[ClipEntry], type[NetworkScene]]
"""Makes the title card of a clip."""


@dataclass(frozen=True)
class ClipRecipe:
    """The arguments of :func:`clip_job` for a clip of the catalogue, to be pickled."""

    clip: str
    recording: Storable
    also: Mapping[str, Any]
    style: Style
    quality: Quality
    codec: str
    small: bool
    beat: str | None
    card: Card | None

    def job(self) -> Job:
        """Make the job."""
        entry = find_clip(self.clip)
        assert isinstance(entry, ClipEntry)
        options = RunOptions(codec=self.codec, small=self.small)
        how = (self.style, self.quality, options, self.beat, self.card, self.also)
        return clip_job(entry, self.recording, *how)


def render_clip(
    entry: ClipEntry,
    recording: Storable,
    style: Style,
    quality: Quality,
    target: Path,
    progress: Progress | None = None,
    options: RunOptions | None = None,
    beat: str | None = None,
) -> Rendered:
    """Draw a clip into a video file.

    Finished segments of an earlier, interrupted run are reused.  ``target`` is replaced only when
    the new clip is complete.

    Parameters
    ----------
    entry : ClipEntry
    recording : Storable
    style : Style
    quality : Quality
    target : Path
    progress : callable, optional
    options : RunOptions, optional
    beat : str, optional
        Draw only this beat.

    Raises
    ------
    LayerlightError
        If the clip cannot be drawn from the recording.
    OSError
        If the cache or the target cannot be written.
    """
    each = None if progress is None else lambda name: progress
    clips = [(entry, recording, target)]
    return render_clips(clips, style, quality, each, options, beat)[0]


def render_clips(
    clips: Sequence[tuple[ClipEntry, Storable, Path]],
    style: Style,
    quality: Quality,
    progress: Callable[[str], Progress] | None = None,
    options: RunOptions | None = None,
    beat: str | None = None,
    on_done: Callable[[ClipEntry, Rendered], None] | None = None,
    on_ready: Callable[[ClipEntry], None] | None = None,
) -> list[Rendered]:
    """Draw several clips with one pool of workers, each into a video file of its own.

    Parameters
    ----------
    clips : sequence of (ClipEntry, Storable, Path)
        Each clip with its recording and target.
    style : Style
    quality : Quality
    progress : callable, optional
        Called with each clip's name; returns that clip's progress callback.
    options : RunOptions, optional
    beat : str, optional
        Draw only this beat of each clip.
    on_done : callable, optional
        Called with a clip and its result as soon as it is finished.
    on_ready : callable, optional
        Called with a clip just before its target is replaced.

    Raises
    ------
    LayerlightError
        If a clip cannot be drawn from its recording.
    OSError
        If the cache or a target cannot be written.
    """
    chosen = options or RunOptions()
    jobs = [clip_job(entry, source, style, quality, chosen, beat) for entry, source, _ in clips]
    rendered: dict[int, Rendered] = {}

    def finish(j: int, drawn: Drawn) -> None:
        entry, _, target = clips[j]
        if on_ready is not None:
            on_ready(entry)
        rendered[j] = _join(entry, drawn, target, jobs[j], style, chosen)
        if on_done is not None:
            on_done(entry, rendered[j])

    for _, _, target in clips:
        target.parent.mkdir(parents=True, exist_ok=True)
    bars = None if progress is None else [progress(job.title) for job in jobs]
    report = None if bars is None else lambda j, done, total: bars[j](done, total)
    draw(jobs, open_store(chosen), chosen.workers, finish, report, chosen.warn, chosen.crew)
    return [rendered[j] for j in range(len(jobs))]


def _join(
    entry: ClipEntry, drawn: Drawn, target: Path, job: Job, style: Style, options: RunOptions
) -> Rendered:
    title = f"Layerlight: {style.words[f'{entry.id}.title']}"
    beats = [Beat(**beat) for beat in drawn.about]
    video, chapters, first = job.video, [], 0
    if job.section is not None:
        mine = beat_named(entry, beats, job.section)
        beats, first = [mine.moved(-mine.start)], round(mine.start * video.fps)
    voiced = voiced_clip(entry, beats, drawn, options, video.fps)
    if job.section is None:
        chapters = [
            (beat.caption, round(beat.start * video.fps), round(beat.end * video.fps))
            for beat in voiced.beats
        ]
    join_segments(
        voiced.segments,
        target,
        video,
        title,
        chapters,
        voiced.lengths,
        options.silent,
        voiced.spoken,
    )
    return Rendered(
        target,
        voiced.frames / video.fps,
        voiced.frames,
        voiced.beats,
        video,
        voiced.segments,
        chapters,
        options.silent,
        first,
        voiced.spoken,
        voiced.holds,
    )


def voiced_clip(
    entry: ClipEntry, beats: Sequence[Beat], drawn: Drawn, options: RunOptions, fps: int
) -> Voiced:
    """Add its voice, if there is one, to a clip that has been drawn.

    Parameters
    ----------
    entry : ClipEntry
    beats : sequence of Beat
    drawn : Drawn
    options : RunOptions
    fps : int
    """
    voice: Mapping[str, Speech] = options.voices.get(entry.id, {})
    if not voice:
        return Voiced(list(beats), list(drawn.segments), drawn.lengths)
    return with_voice(beats, drawn.segments, drawn.lengths, voice, fps)
