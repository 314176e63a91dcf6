"""Draws a clip: quality presets, the renderer, and the cache of finished segments.

The one module that reaches into Manim's private parts (:class:`ClipRenderer`), which is why
Manim is pinned to a minor version.  Manim is told to write nothing itself; each play becomes a
segment in the user's cache, and the segments are joined into the clip.
"""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from functools import lru_cache, partial
from itertools import groupby
from pathlib import Path
from typing import Any

import manim
import numpy as np
import pooch
from manim import Camera, Mobject, tempconfig
from manim.renderer.cairo_renderer import CairoRenderer
from manim.utils.exceptions import EndSceneEarlyException
from PIL import Image

from network import Recording
from network.mnist_sample import find_mnist_sample
from network.shipped import load_shipped
from scenes.base import Beat, Look, RecordedScene
from scenes.catalog import ClipEntry
from scenes.encoding import SegmentWriter, VideoFormat, join_segments
from scenes.parts.painting import Painting
from scenes.quality import Quality

__all__ = [
    "Rehearsal",
    "Rendered",
    "draw_segments",
    "rehearse",
    "render_clip",
    "render_still",
]

PACKAGE = Path(__file__).resolve().parent.parent
FRAME_HEIGHT = 8.0
"""Height of the frame in Manim's units, whatever its pixels."""
SEGMENT_LIFE = 7 * 24 * 3600
"""Seconds for which a segment that no longer belongs to a clip is kept."""

Progress = Callable[[int, int], None]
"""Called with the number of frames done and the number in all."""


@dataclass(frozen=True)
class Rendered:
    """A finished clip."""

    path: Path
    seconds: float
    frames: int
    beats: list[Beat]


@dataclass(frozen=True)
class Rehearsal:
    """A clip played through without drawing."""

    frames: int
    plays: int
    beats: list[Beat]


class ClipCamera(Camera):
    """Manim's camera, which also lets paintings paint themselves into the frame."""

    def capture_mobjects(self, mobjects: Iterable[Mobject], **options: Any) -> None:
        """Draw into the frame, in order: outlines as Manim does, paintings by themselves."""
        drawn = self.get_mobjects_to_display(mobjects, **options)
        for painted, group in groupby(drawn, lambda mobject: isinstance(mobject, Painting)):
            if painted:
                self._paint(group)
            else:
                super().capture_mobjects(list(group), include_submobjects=False)

    def _paint(self, paintings: Iterable[Painting]) -> None:
        surface = self.get_cairo_context(self.pixel_array).get_target()
        surface.flush()  # Cairo and NumPy write into the same memory
        for painting in paintings:
            painting.paint(self.pixel_array, self._places)
        surface.mark_dirty()

    def _places(self, points: np.ndarray) -> np.ndarray:
        """Give columns and rows of the frame, with fractions, of points in frame units."""
        scale = np.array(
            [self.pixel_width / self.frame_width, -self.pixel_height / self.frame_height]
        )
        middle = np.array([self.pixel_width, self.pixel_height]) / 2
        return (np.asarray(points) - self.frame_center)[:, :2] * scale + middle


class ClipRenderer(CairoRenderer):
    """Manim's Cairo renderer with plays of whole frames, written as cached segments.

    Parameters
    ----------
    fps : int
        Frames a second; every play lasts a whole number of frames, so that times add up.
    segment : callable, optional
        From the number of a play to the file of its segment.  Without it nothing is written.
    video : VideoFormat, optional
        The segments' format.
    still : int, optional
        Draw only the frame of this number and stop.
    on_frames : callable, optional
        Called with the number of frames done so far.
    """

    def __init__(
        self,
        fps: int,
        segment: Callable[[int], Path] | None = None,
        video: VideoFormat | None = None,
        still: int | None = None,
        on_frames: Callable[[int], None] | None = None,
    ):
        super().__init__(camera_class=ClipCamera)
        self.fps, self.still = fps, still
        self.frames = 0
        self.segments: list[Path] = []
        self._segment, self._video = segment, video
        self._on_frames = on_frames or (lambda frames: None)

    def play(self, scene: Any, *animations: Any, **options: Any) -> None:
        """Play animations: draw and encode them, or jump to their end if that is enough."""
        scene.compile_animation_data(*animations, **options)
        frames = max(1, round(scene.duration * self.fps))
        path = None if self._segment is None else self._segment(self.num_plays)
        wanted = path is not None and not path.exists()
        still_here = self.still is not None and self.still < self.frames + frames
        self.skip_animations = not (wanted or still_here)
        scene.begin_animations()
        if still_here:
            scene.update_to_time((self.still - self.frames) / self.fps)
            self.update_frame(scene)
            raise EndSceneEarlyException
        if wanted:
            self._draw(scene, frames, path)
        else:
            scene.update_to_time(scene.duration)
        for animation in scene.animations:
            animation.finish()
            animation.clean_up_from_scene(scene)
        scene.update_mobjects(0)
        self.static_image = None
        if path is not None:
            self.segments.append(path)
        self.num_plays += 1
        self.frames += frames
        self.time = self.frames / self.fps
        self._on_frames(self.frames)

    def _draw(self, scene: Any, frames: int, path: Path) -> None:
        writer = SegmentWriter(path, self._video)
        try:
            self.save_static_frame_data(scene, scene.static_mobjects)
            if scene.is_current_animation_frozen_frame():
                self.update_frame(scene, mobjects=scene.moving_mobjects)
                writer.write(self.get_frame(), repeat=frames)
            else:
                for k in range(frames):
                    scene.update_to_time(k / self.fps)
                    self.update_frame(scene, mobjects=scene.moving_mobjects)
                    writer.write(self.get_frame())
                    self._on_frames(self.frames + k + 1)
        except BaseException:
            writer.abort()
            raise
        writer.close()

    def scene_finished(self, scene: Any) -> None:
        """Leave the end to the caller, who joins the segments."""


def cache_folder() -> Path:
    """Folder for what can be made again: in the user's cache, or ``LAYERLIGHT_CACHE``."""
    return Path(os.environ.get("LAYERLIGHT_CACHE") or pooch.os_cache("layerlight"))


@contextmanager
def _manim_settings(quality: Quality) -> Iterator[None]:
    """Set Manim up for a size and rate, independent of the user's own ``manim.cfg``."""
    settings = {
        "dry_run": True,
        "disable_caching": True,
        "media_dir": str(cache_folder() / "manim"),
        "pixel_width": quality.width,
        "pixel_height": quality.height,
        "frame_rate": quality.fps,
        "frame_height": FRAME_HEIGHT,
        "frame_width": FRAME_HEIGHT * quality.width / quality.height,
        "verbosity": "WARNING",
        "progress_bar": "none",
        "renderer": "cairo",
    }
    with tempconfig(settings):
        yield


def _play(
    entry: ClipEntry,
    recording: Recording,
    look: Look,
    quality: Quality,
    on_beat_end: Callable[[RecordedScene, Beat], None] | None = None,
    scene_class: type[RecordedScene] | None = None,
    **renderer_options: Any,
) -> RecordedScene:
    with _manim_settings(quality):
        renderer = ClipRenderer(quality.fps, **renderer_options)
        also = _further_recordings(entry)
        scene = (scene_class or entry.load())(recording, look, on_beat_end, also, renderer=renderer)
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
    look: Look,
    quality: Quality,
    on_beat_end: Callable[[RecordedScene, Beat], None] | None = None,
) -> Rehearsal:
    """Play a clip without drawing: how long it is, and what stands at the end of each beat.

    Parameters
    ----------
    entry : ClipEntry
    recording : Recording
    look : Look
    quality : Quality
    on_beat_end : callable, optional
        Called with the scene and the beat.

    Raises
    ------
    LayerlightError
        If the clip cannot be drawn from the recording.
    """
    scene = _play(entry, recording, look, quality, on_beat_end)
    return Rehearsal(scene.renderer.frames, scene.renderer.num_plays, scene.beats)


def render_clip(
    entry: ClipEntry,
    recording: Recording,
    look: Look,
    quality: Quality,
    target: Path,
    progress: Progress | None = None,
) -> Rendered:
    """Draw a clip into an MP4.

    Finished segments of an earlier, interrupted run are used again.  ``target`` is replaced
    when the new clip is whole, and not before.

    Parameters
    ----------
    entry : ClipEntry
    recording : Recording
    look : Look
    quality : Quality
    target : Path
    progress : callable, optional

    Raises
    ------
    LayerlightError
        If the clip cannot be drawn from the recording.
    OSError
        If the cache or the target cannot be written.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    scene, video = draw_segments(entry, recording, look, quality, progress)
    frames = join_segments(scene.renderer.segments, target, video, f"Layerlight: {entry.title}")
    return Rendered(target, frames / quality.fps, frames, scene.beats)


def draw_segments(
    entry: ClipEntry,
    recording: Recording,
    look: Look,
    quality: Quality,
    progress: Progress | None = None,
    scene_class: type[RecordedScene] | None = None,
) -> tuple[RecordedScene, VideoFormat]:
    """Play a clip, or another scene about it, so that all its segments are in the cache.

    Parameters
    ----------
    entry : ClipEntry
    recording : Recording
    look : Look
    quality : Quality
    progress : callable, optional
    scene_class : type, optional
        The other scene; its segments are kept apart from the clip's.

    Returns
    -------
    RecordedScene
        As it stands at its end; ``renderer.segments`` are the files, in order.
    VideoFormat
        Of the segments.
    """
    video = VideoFormat(quality.width, quality.height, quality.fps)
    name = entry.id if scene_class is None else f"card-{entry.id}"
    folder = cache_folder() / "segments" / f"{name}-{quality.height}p{quality.fps}"
    folder.mkdir(parents=True, exist_ok=True)
    key = _segment_key(entry, recording, look, video)
    on_frames = None
    if progress is not None:
        total = rehearse(entry, recording, look, quality).frames
        on_frames = partial(_report, progress, total)
    scene = _play(
        entry,
        recording,
        look,
        quality,
        scene_class=scene_class,
        segment=lambda play: folder / f"{key}-{play:04}.mp4",
        video=video,
        on_frames=on_frames,
    )
    _forget_old_segments(folder, set(scene.renderer.segments))
    return scene, video


def _report(progress: Progress, total: int, frames: int) -> None:
    progress(frames, total)


def render_still(
    entry: ClipEntry,
    recording: Recording,
    look: Look,
    quality: Quality,
    target: Path,
    seconds: float | None,
) -> None:
    """Draw one frame of a clip into a PNG.

    Parameters
    ----------
    entry : ClipEntry
    recording : Recording
    look : Look
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
    last = rehearse(entry, recording, look, quality).frames - 1
    frame = last if seconds is None else min(round(seconds * quality.fps), last)
    scene = _play(entry, recording, look, quality, still=frame)
    unfinished = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        Image.fromarray(scene.renderer.get_frame()).convert("RGB").save(unfinished, "PNG")
        unfinished.replace(target)
    finally:
        unfinished.unlink(missing_ok=True)


@lru_cache(maxsize=1)
def _code_digest() -> str:
    """SHA-256 of all code that a picture depends on."""
    digest = hashlib.sha256()
    for file in sorted([*PACKAGE.glob("scenes/**/*.py"), *PACKAGE.glob("network/*.py")]):
        digest.update(file.relative_to(PACKAGE).as_posix().encode() + b"\0")
        digest.update(file.read_bytes() + b"\0")
    return digest.hexdigest()


def _segment_key(entry: ClipEntry, recording: Recording, look: Look, video: VideoFormat) -> str:
    """Name for all that a clip's segments show, so that a stale one is never taken."""
    parts = (
        _code_digest(),
        manim.__version__,
        entry.id,
        recording.digest(),
        sorted((name, more.digest()) for name, more in _further_recordings(entry).items()),
        repr(look.theme),
        look.words.digest,
        look.captions,
        sorted(asdict(video).items()),
    )
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:32]


def _forget_old_segments(folder: Path, used: set[Path]) -> None:
    """Delete segments that this clip no longer uses, once they are old enough."""
    oldest = time.time() - SEGMENT_LIFE
    for file in folder.iterdir():
        try:
            if file not in used and file.stat().st_mtime < oldest:
                file.unlink()
        except FileNotFoundError:
            pass  # another render was quicker
