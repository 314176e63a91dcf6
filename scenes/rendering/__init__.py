"""Draws clips: whole ones, single beats, stills, or no more than how long they are.

Any scene can be drawn as :mod:`scenes.rendering.jobs` draws scenes: by several processes, from a
cache that knows pictures by what stands in them.  This package ties that to clips and recordings.
Manim's private parts are reached into by :mod:`scenes.rendering.manim_adapter` alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from functools import lru_cache, partial
from importlib.metadata import version
from pathlib import Path
from typing import Any

from network import Recording
from network.data.mnist_sample import find_mnist_sample
from network.errors import LayerlightError
from network.studies.shipped import load_shipped
from network.system.files import unfinished
from network.system.isolation import owns_process
from scenes.base import Beat, NetworkScene, Style
from scenes.cache.workshop import sweep
from scenes.catalog import ClipEntry
from scenes.rendering.encoding import VideoFormat, join_segments
from scenes.rendering.fingerprints import code_digest, digest
from scenes.rendering.jobs import Drawn, Job, draw
from scenes.rendering.manim_adapter import ClipCamera, ClipRenderer, manim_settings
from scenes.rendering.pages import picture_of
from scenes.rendering.segment_store import Store, cache_folder
from scenes.style.quality import Quality

__all__ = [
    "ClipCamera",
    "ClipRenderer",
    "Effort",
    "Order",
    "Progress",
    "Rehearsal",
    "Rendered",
    "beat_named",
    "cache_folder",
    "clip_job",
    "rehearse",
    "render_clip",
    "render_clips",
    "render_frame",
    "render_still",
]

SMALL = {"preset": "faster", "crf": 23}
"""Encoder settings for smaller files."""

Progress = Callable[[int, int | None], None]
"""Called with the number of frames done and, once it is known, the number in all."""


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
    segments : list of Path
        What it was joined of; they stay in the cache for a day at least.
    chapters : list of (str, int, int)
        Titles, the frames at which they begin, and those at which they end.
    silent : bool
        Whether it has a track of silence.
    first : int
        Number of its first frame in the whole clip; not 0 for a beat by itself.
    """

    path: Path
    seconds: float
    frames: int
    beats: list[Beat]
    video: VideoFormat
    segments: list[Path] = field(default_factory=list)
    chapters: list[tuple[str, int, int]] = field(default_factory=list)
    silent: bool = False
    first: int = 0


@dataclass(frozen=True)
class Rehearsal:
    """A clip played through without drawing."""

    frames: int
    plays: int
    beats: list[Beat]


@dataclass(frozen=True)
class Effort:
    """How clips are drawn; none of this changes a frame as drawn.

    Parameters
    ----------
    workers : int
        How many processes may draw at a time.
    force : bool
        Draw everything, whatever the cache holds.
    small : bool
        Spend more time on encoding for smaller H.264 files.
    warn : callable, optional
        Called with a sentence on what went wrong and was mended.
    codec : str
        One of :data:`scenes.rendering.codecs.CODECS`.
    silent : bool
        Add a track of silence, if the codec's container takes sound.
    """

    workers: int = 1
    force: bool = False
    small: bool = False
    warn: Callable[[str], None] | None = None
    codec: str = "h264"
    silent: bool = False

    def video(self, quality: Quality) -> VideoFormat:
        """Format of what is drawn."""
        more = SMALL if self.small else {}
        return VideoFormat(quality.width, quality.height, quality.fps, codec=self.codec, **more)

    def store(self) -> Store:
        """Give the cache."""
        return Store(cache_folder(), self.force, alone=not owns_process())


@dataclass(frozen=True)
class Order:
    """A clip that is wanted.

    Parameters
    ----------
    entry : ClipEntry
    recording : Recording
    target : Path
    beat : str, optional
        Only this beat of it.
    """

    entry: ClipEntry
    recording: Recording
    target: Path
    beat: str | None = None

    @property
    def name(self) -> str:
        """What is drawn."""
        return self.entry.id if self.beat is None else f"{self.entry.id}.{self.beat}"


@contextmanager
def _manim_settings(quality: Quality, workshop: Path | None = None) -> Iterator[None]:
    if workshop is None:
        with Store(cache_folder()).workshop() as own, _manim_settings(quality, own):
            yield
        return
    texts = cache_folder() / f"texts-{version('manim')}-{version('typst')}"
    sweep(texts / "unfinished")
    with manim_settings(quality, texts, workshop):
        yield


def _play(
    entry: ClipEntry,
    recording: Recording,
    style: Style,
    quality: Quality,
    on_beat_end: Callable[[NetworkScene, Beat], None] | None = None,
    scene_class: type[NetworkScene] | None = None,
    still: int | None = None,
) -> NetworkScene:
    with _manim_settings(quality):
        renderer = ClipRenderer(quality.fps, still=still)
        also = _further_recordings(entry)
        scene = (scene_class or entry.load())(
            recording, style, on_beat_end, also, renderer=renderer
        )
        scene.render()
        return scene


def _further_recordings(entry: ClipEntry) -> dict[str, Any]:
    found = {name.removesuffix(".npz"): _shipped(name) for name in entry.also}
    # Asked for by name each time, so that a test can do without the data or bring its own.
    finders = {"mnist_sample": find_mnist_sample}
    there = {name: finders[name]() for name in entry.if_there}
    return found | {name: held for name, held in there.items() if held is not None}


_shipped = lru_cache(maxsize=4)(load_shipped)


def rehearse(
    entry: ClipEntry,
    recording: Recording,
    style: Style,
    quality: Quality,
    on_beat_end: Callable[[NetworkScene, Beat], None] | None = None,
) -> Rehearsal:
    """Play a clip without drawing: how long it is, and what stands at the end of each beat.

    Parameters
    ----------
    entry : ClipEntry
    recording : Recording
    style : Style
    quality : Quality
    on_beat_end : callable, optional
        Called with the scene and the beat.

    Raises
    ------
    LayerlightError
        If the clip cannot be drawn from the recording.
    """
    scene = _play(entry, recording, style, quality, on_beat_end)
    return Rehearsal(scene.renderer.frames, scene.renderer.num_plays, scene.beats)


def beat_named(entry: ClipEntry, beats: Sequence[Beat], name: str) -> Beat:
    """Give one of the beats that a clip was played with; some come with some recordings only.

    Parameters
    ----------
    entry : ClipEntry
    beats : sequence of Beat
    name : str

    Raises
    ------
    LayerlightError
        If it is none of them.
    """
    for beat in beats:
        if beat.name == name:
            return beat
    known = ", ".join(beat.name for beat in beats)
    raise LayerlightError(f"{entry.id} has no beat {name!r} with this recording; it has {known}")


def clip_job(
    entry: ClipEntry,
    recording: Recording,
    style: Style,
    quality: Quality,
    effort: Effort | None = None,
    beat: str | None = None,
    scene_class: type[NetworkScene] | None = None,
) -> Job:
    """Say how a clip, or another scene about it, is drawn and what it is made from.

    Parameters
    ----------
    entry : ClipEntry
    recording : Recording
    style : Style
    quality : Quality
    effort : Effort, optional
    beat : str, optional
        Only this beat.
    scene_class : type, optional
        The other scene.
    """
    video = (effort or Effort()).video(quality)
    also = _further_recordings(entry)
    kind = scene_class or entry.load()
    name = entry.id if scene_class is None else f"card-{entry.id}"
    key = digest(
        name,
        code_digest(kind.__module__),
        recording.digest(),
        sorted((name, more.digest()) for name, more in also.items()),
        style.theme,
        style.words.digest,
        style.captions,
        style.transparent,
        style.speed,
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
    )


def render_clip(
    entry: ClipEntry,
    recording: Recording,
    style: Style,
    quality: Quality,
    target: Path,
    progress: Progress | None = None,
    effort: Effort | None = None,
    beat: str | None = None,
) -> Rendered:
    """Draw a clip into an MP4.

    Finished segments of an earlier, interrupted run are used again.  ``target`` is replaced
    when the new clip is whole, and not before.

    Parameters
    ----------
    entry : ClipEntry
    recording : Recording
    style : Style
    quality : Quality
    target : Path
    progress : callable, optional
    effort : Effort, optional
    beat : str, optional
        Draw only this beat.

    Raises
    ------
    LayerlightError
        If the clip cannot be drawn from the recording.
    OSError
        If the cache or the target cannot be written.
    """
    order = Order(entry, recording, target, beat)
    each = None if progress is None else lambda name: progress
    return render_clips([order], style, quality, each, effort)[0]


def render_clips(
    orders: Sequence[Order],
    style: Style,
    quality: Quality,
    progress: Callable[[str], Progress] | None = None,
    effort: Effort | None = None,
    on_done: Callable[[Order, Rendered], None] | None = None,
    on_ready: Callable[[Order], None] | None = None,
) -> list[Rendered]:
    """Draw clips, each into its MP4; they share the workers.

    Parameters
    ----------
    orders : sequence of Order
    style : Style
    quality : Quality
    progress : callable, optional
        From a clip's name to what is called with the frames done and in all.
    effort : Effort, optional
    on_done : callable, optional
        Called with each order as soon as it is finished, and what came of it.
    on_ready : callable, optional
        Called with each order before its target is replaced.

    Raises
    ------
    LayerlightError
        If a clip cannot be drawn from its recording.
    OSError
        If the cache or a target cannot be written.
    """
    effort = effort or Effort()
    jobs = [clip_job(o.entry, o.recording, style, quality, effort, o.beat) for o in orders]
    rendered: dict[int, Rendered] = {}

    def finish(j: int, drawn: Drawn) -> None:
        if on_ready is not None:
            on_ready(orders[j])
        rendered[j] = _join(orders[j], drawn, jobs[j].video, style, effort.silent)
        if on_done is not None:
            on_done(orders[j], rendered[j])

    for order in orders:
        order.target.parent.mkdir(parents=True, exist_ok=True)
    bars = None if progress is None else [progress(order.name) for order in orders]
    report = None if bars is None else lambda j, done, total: bars[j](done, total)
    draw(jobs, effort.store(), effort.workers, finish, report, effort.warn)
    return [rendered[j] for j in range(len(orders))]


def _join(order: Order, drawn: Drawn, video: VideoFormat, style: Style, silent: bool) -> Rendered:
    title = f"Layerlight: {style.words[f'{order.entry.id}.title']}"
    beats = [Beat(**beat) for beat in drawn.about]
    chapters, first = [], 0
    if order.beat is not None:
        mine = beat_named(order.entry, beats, order.beat)
        beats, first = [mine.moved(-mine.start)], round(mine.start * video.fps)
    else:
        chapters = [
            (beat.caption, round(beat.start * video.fps), round(beat.end * video.fps))
            for beat in beats
        ]
    join_segments(drawn.segments, order.target, video, title, chapters, drawn.lengths, silent)
    return Rendered(
        order.target,
        drawn.frames / video.fps,
        drawn.frames,
        beats,
        video,
        drawn.segments,
        chapters,
        silent,
        first,
    )


def render_still(
    entry: ClipEntry,
    recording: Recording,
    style: Style,
    quality: Quality,
    target: Path,
    seconds: float | None,
) -> None:
    """Draw one frame of a clip into a PNG.

    Parameters
    ----------
    entry : ClipEntry
    recording : Recording
    style : Style
    quality : Quality
    target : Path
    seconds : float or None
        Time from the clip's start, cut to its length; None for the last frame.

    Raises
    ------
    LayerlightError
        If the clip cannot be drawn from the recording.
    OSError
        If the target cannot be written.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    last = rehearse(entry, recording, style, quality).frames - 1
    frame = last if seconds is None else min(round(seconds * quality.fps), last)
    render_frame(entry, recording, style, quality, target, frame)


def render_frame(
    entry: ClipEntry, recording: Recording, style: Style, quality: Quality, target: Path, frame: int
) -> None:
    """Draw a frame, of which it is known that the clip has it, into a PNG.

    Parameters
    ----------
    entry : ClipEntry
    recording : Recording
    style : Style
    quality : Quality
    target : Path
    frame : int
        Its number, from 0.

    Raises
    ------
    LayerlightError
        If the clip cannot be drawn from the recording.
    OSError
        If the target cannot be written.
    """
    scene = _play(entry, recording, style, quality, still=frame)
    with unfinished(target) as partial:
        picture_of(scene).save(partial, "PNG")
